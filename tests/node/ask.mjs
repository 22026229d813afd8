// Asks a desk with OpenAI's own client for Node; prints what came as one line of JSON.
// Arguments: the address up to and with /v1, and a picture file.
import { readFileSync } from "node:fs";
import OpenAI from "openai";

const [baseURL, file] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "unused", maxRetries: 0 });
const url = `data:image/jpeg;base64,${readFileSync(file, "base64")}`;
const messages = [
  { role: "system", content: "Be brief." },
  { role: "user", content: [{ type: "text", text: "What is it?" }, { type: "image_url", image_url: { url } }] },
];

async function refusal(body) {
  try {
    await client.chat.completions.create({ model: "lookdesk", messages, ...body });
  } catch (error) {
    return { name: error.constructor.name, status: error.status, param: error.param, code: error.code };
  }
  return null;
}

const whole = await client.chat.completions.create({ model: "lookdesk", messages });
const chunks = [];
for await (const chunk of await client.chat.completions.create({
  model: "lookdesk",
  messages,
  stream: true,
  stream_options: { include_usage: true },
})) {
  chunks.push(chunk);
}
const gathered = await client.chat.completions.stream({ model: "lookdesk", messages }).finalContent();
const models = [];
for await (const model of client.models.list()) models.push(model.id);

console.log(
  JSON.stringify({
    whole,
    requestId: whole._request_id,
    chunks,
    gathered,
    models,
    model: (await client.models.retrieve("lookdesk")).id,
    refusals: {
      tools: await refusal({ tools: [{ type: "function", function: { name: "f" } }] }),
      model: await refusal({ model: "gpt-5" }),
      address: await refusal({
        messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://x.example/a.jpg" } }] }],
      }),
    },
  }),
);
