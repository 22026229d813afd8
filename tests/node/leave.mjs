// Begins to read a stream with OpenAI's own client for Node, leaves it, and stays alive until its input ends.
// Arguments: the address up to and with /v1.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2], apiKey: "unused", maxRetries: 0 });
const messages = [{ role: "user", content: "What is it?" }];
const stream = await client.chat.completions.create({ model: "lookdesk", messages, stream: true });
for await (const chunk of stream) {
  if (chunk.choices[0].delta.content) break;
}
console.log("left");
process.stdin.resume();
