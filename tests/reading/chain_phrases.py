"""What agents type that asks for a new conversation, and what only sounds like it."""

HITS = """
换一张图
换张图片
换个图
换图
换一张照片看看
看另一张图
下一张
下一张图
下一位客户的图
重新上传一张
重新上传
我换一张
来张新的
来一张新图
新的图
新图片
再看一张别的
换一单
下一单
新对话
重新开始
从头来
开始新的会话
換一張圖
換張圖吧
麻煩換一張照片，謝謝
請重新上傳一張
我要換另一張圖片
請幫我開一個新的對話
重新來過
换 一张 图
换一张图。
换一张图！！
換一張圖,谢谢!
我想换一张图看看
能不能换一张图？
换一张图可以吗？
换张图好吗
可以换一张图吗？
能重新开始吗？
换下一张
换一张清楚一点的
换张更清晰的图
换成另一张图
换别的图看看
看看别的图
再换一张
再发一张图
我再传一张照片
重传一张
上传新图
给你一张新的图
这是一张新的图
这是新图
把图换掉
把这张图换了
图片换一下
切到下一张
跳到下一张图片
切换图片
更换一张照片
换个客户
换一位客户
新客户
另一个客户
看下一个订单
开新对话
新开一个会话
重新开一个对话
另开一个窗口
清空对话
从新开始
从头再来
重启对话
好的，换一张图
好的换一张图
谢谢，下一张
这个看完了，换一张图
看完了换下一张
这张不清楚，换一张
图太糊了，换一张图吧
不好意思发错了，换一张
算了，重新开始吧
那就换一张吧
我们看下一张图吧
接下来看下一张
换一张图，谢谢
换一张图 谢谢啦
我想问另一张图
next picture
Next picture, please.
another photo
let's switch to a different image
new image please
start over
Let’s start over.
new chat
different customer
next customer
can we look at another picture?
Could you please switch to the next photo?
change picture
change the photo
switch pictures
I want to upload a new picture
I'd like to see another photo
let me upload another one
let me send you a different screenshot
Here's a new photo.
new conversation
start a new conversation
start a new chat please
begin again
start from the beginning
start again
OK, let's start fresh
I have another picture
go to the next picture
move on to the next customer
moving on to another order
use another image instead
thanks, next picture
I'm done with this one. Next photo please
wrong picture, let me upload another one
This one is too blurry, let's try another photo
reset the conversation
clear chat
open a new chat
replace the image
may I upload another picture?
a photo from another customer
换张图看
换个图片看看吧
我要换图片
咱换一张
换一张别的
换另一张
换张别的图
另外换一张
另换一张图
重新换一张
重新来一张
重新发一张
重新选择图片
重新上传图片
重新拍一张
我重新拍了一张
我又拍了一张
我再上传一张新图片
更换照片
我传张新的
传新图
上传另一张
上传新的照片
换新图
换张新图
换新的图片
看一张新的
看新图
看其他图片
换到另一张
切换到另一张图
切换到新的图片
换另一个图片
换成这张图
用这张新的
下张图
下一个图
下一图
下一位
下一幅
下一个客户
接待下一位客户
有新客户了
来了个新客户
换客户了
这是另一个客户的图
另一位客户发的图
新的一单
开始下一单
新的会话
开启新对话
开启新会话
新建会话
新开对话
开始新对话
开一个新的聊天
重新开始对话
重新开始一个对话
重新开始聊天
重新开启对话
结束，重新开始
从头开始
一切重来
全部重来
另起一个对话
这张先放一边，看下一张
先不看这张了，换张图
我再发一张新的照片给你
这次换一张图来问
再来看一张图
我们换张图片聊聊
换一张图片吧这张太模糊了
重新开始，换一张图
给你换张图
图片传错了，换一张
换掉这张图
換張相片
我想重新上傳一張照片
開新對話
下一張圖，謝謝
另一張照片
新開一個對話視窗
換一位客人
請看下一張
我想換張圖，這個多少錢
换一张图，型号是什么？
新对话：这个多少钱
换一张图看看型号
换张图片 这个保质期到什么时候
下一张，帮我看看价格
New image
A new picture
Next image
next photo
another image please
Different picture
Let's change the picture
I want a different picture
switch image
switch to next photo
change to another photo
upload another photo
upload new image
I will upload a new photo
Let me try a different picture
Start a new session
start fresh
restart the conversation
Let's begin anew
open a new conversation
I have a new customer
move to the next customer
Let's talk about another picture
I've got a new photo here
Can we start over?
could we begin again?
Show me the next picture
Let's do the next picture
switch to a new photo, please. What's the price?
Another photo: what colour is it?
Next picture and tell me the price
I'd like to start over with another picture
let's start over with a new photo
start over with a different image
Please start a new conversation with this picture
new chat with another picture
NEW PHOTO!!
okay next pic
gimme another photo
different photo now
I want to start a new conversation
Would you mind switching to another picture?
I'd prefer another picture
let's go with another image
Let's open another picture
switch over to a new picture
Change of picture
picture change please
New pic, who is the sender?
Forget this one, new picture
Let me give you another image
Let's take another photo
can i send a new picture
Please load the next image
I'm going to upload a different image now
Let's leave this one and look at another picture
New client here
Start new chat
start new conversation
new thread please
I need a fresh chat
换一张图片问你
我再换一张
再换张图看看
把这张换成另一张
我要看别的照片
这张不要了，换一张
这个问题解决了，下一张图
接下来换一张图片
来，下一张
下一张图片，谢谢
下一位顾客
换到下一位客户
客户问题解决了，换下一个客户
我们重新开始吧
从头再来一次吧
重新开一个新对话
开始一个新的对话
请新建一个会话
我想开个新对话
不聊这张了，换一张
我要上传另外一张图
我上传一张新图
再上传一张图片
重新发一张图片
換個圖片
換一張相片好嗎
可以換圖嗎
另外一張圖
重新開始
新圖片
换一副图
换1张图
换一张图~
换一张图…
换一张图，型号多少
下一张：保质期到哪天？
Switch to another picture
Change to a new image
Try another photo
Let me upload a new photo.
Start over with a new picture
Start over please
Let's start again with another image
New conversation please
Another image
next image please
A different photo, please
I have a different photo
I want to switch photos
I need to change the image
Let's go to the next customer
Use a different picture
Upload a different image
Begin a new chat
Can I upload a different picture?
Could we look at a different photo?
Please switch to the next image
Okay, another picture
let's restart
New photo. How much does it cost?
换一张吧
咱们换张图
给我换一张图
帮忙换个图片
我想看另一张照片
重新传一张照片
再传一张新的
我要问下一张图
这张好了，下一张
这张没有我要的信息，换一张
行，那换一张图
换张别的照片
看看下一张
我这里还有一张图
换个新对话
开启一个新会话
重新开始一轮对话
从头开始吧，谢谢
換另一張
請換圖
换到新图
这个客户处理完了，下一个客户
换一张图片，这是什么牌子？
新图：序列号是多少
能不能重新开始？
我拍了一张新的
一张新照片
麻烦切换到另一张照片
换一个工单
Could we try another picture?
I'd like to start a new conversation
Next photo
Next picture, what brand is it?
Let's switch photos
Let me show you a different picture
I want to look at a new photo
New customer
Ok let's move on to another photo
change image
I'll upload another image
start all over
begin a new session
Can you open a new chat for me?
Another screenshot please
Thank you. New chat.
Let's get a fresh start
switch to the next one please
Swap to a different photo
""".strip().splitlines()

NEAR_MISSES = """
换个说法
换成英文
换一种方式回答
换个角度看这张图
换个语言
换个问题
换个格式
换个话题
换成表格
换成人民币是多少
换算成千克
换行
下一行是什么
第二张呢
下一张呢
下一步怎么做
下一步
下一页写了什么
下一个问题
下一张的价格是多少
另一张图的价格是多少
另一张呢
另一张照片上写了什么
这张图和另一张有什么不同
新图和旧图哪个清楚
图中有没有"换图"按钮
“新对话”按钮在哪
怎么换电池
怎么换图
如何换一张图
怎么重新开始
换图有什么用
客户要换货
客户想换一张
客户问能不能换一张图
这个能换新的吗
换一张图能更清楚吗?
换一张图，会更清楚吗？
换一张图会更好吗
换一张图要多久
换一张图是什么意思
换图以后旧的还在吗
为什么要换图
需要换一张图吗
是不是要换一张图
要换一张图吗？
换图了吗
不要换图
别换一张图
不用换了
不换图
暂时不换
重新回答
重新生成
重新看一下这张图
重新识别
再说一遍
再来一次
再看一次
再试一次
从头说一遍
从头再念一遍
从头到尾读一遍
看下图
看下图片
看下这张图
看图
看看照片里有什么
图片里有什么
换一节电池多少钱
换一张卡多少钱
换一张桌子
换一个
可以退换吗
换货流程是什么
新品和旧款有什么区别
新手机什么型号
这是新图吗
有没有别的图
还有别的照片吗
两张图有什么区别
如果换一张图呢
之前那张图的型号
刚才那张图
回到上一张
上一张
再加一张图一起看
客户又发了一张图
他说重新开始就行
按下重新开始键会怎样
重新开始按钮是哪个
新的客户经理叫什么
下一位医生是谁
新订单的编号是多少
开新卡要多少钱
图里的新对话框写了什么
什么时候换滤芯
下单时间是什么时候
新会话和旧会话有什么不同
客户说这张不清楚
图上写了"next picture"
next step
next
what is the next picture about?
is there another photo?
can I exchange it
change the language
change your answer
what does the 'New chat' button do
How do I start over?
how do I start a new conversation?
do I need another picture?
Should I upload a new picture?
why switch pictures?
don't switch to another picture
what's different in the other photo?
look at the other picture again
the second picture?
start over counting from the top
change the picture to black and white
the next picture's price
Is a new picture needed?
New picture quality is bad
new chat button
what is on the next page
which one is the new picture?
explain it differently
Say that again, please
can the battery be replaced?
does the customer want another one?
customer wants a new one
add another picture to compare
compare both pictures
reset the device how?
How to reset the router
does it restart?
please answer again
The customer asked to start over
when is the next order due?
what is the new price
another way to say it
try a different wording
in another language
what's the order number of the next customer?
go on
continue
next line please
换种说法
换个词
换成中文
换一下语言
换个简单的说法
换个颜色
换一件衣服
换一家店
换一张床单
换个座位
换一批货
图片怎么换
换图功能在哪
图换了没
你换图了吗
重新说
重新总结
重新描述一下这张图
重新翻译
再解释一遍
再看一下
再详细点
重启后还是这样怎么办
重启路由器
怎么重启
重置密码怎么弄
下一站是哪
下一班车几点
下一个数字是什么
另一个价格是多少
另外一个呢
另一面写了什么
新的价格是多少
新地址是什么
新图标是什么意思
图号是多少
拍一张照片要多久
上传失败怎么办
上传图片有大小限制吗
支持上传几张图
可以一次上传两张图吗
为什么要重新上传
重新上传的按钮灰了
用户要求重新上传
客户重新上传了一张
对话里提到的价格
聊天记录里写了什么
截图里的新对话按钮
会话编号多少
换句话说
换言之
换成短一点的
换个角度
换一个角度拍的图吗
能用别的话说吗
这张图能不能换个背景
把图里的文字换成英文
把这张图翻译成英文
图片上的下一张是什么意思
图里有几张照片
下一张图里有没有保修卡
第一张图和第二张图一样吗
看另一张图上的价格是多少
换张图的话还要重新问吗
换一张图的话之前的记录还在吗
我换一张图你还记得刚才的吗
换一张图需要付费吗
换图会丢失记录吗
怎么才能换一张图
在哪儿换图
谁换了图
什么时候可以换图
换图和新对话有什么区别
“换一张图”怎么说英文
重新开始和从头来有什么区别
重新开始是哪个键
这个机器怎么从头开始
新对话在哪
新图片的尺寸是多少
新照片上是什么
另一张发票的金额是多少
另一位客户叫什么
下一位客户是谁
新客户有优惠吗
下一单什么时候发货
换单号是多少
换货单上写了什么
客户换了一张单子是怎么回事
帮我写一句话请客户换一张图
请客户重新上传一张照片
让用户重新上传
告诉客户换一张清楚的图
怎么跟客户说换一张图
能看清吗
看不清
这张不清楚
发错了
好的
谢谢
what does 'start over' mean
where can I change the picture
is there a next picture?
can I change my order?
change the address
what's the next customer's name?
the next customer's name
new customer discount
restart button
another color
another size?
next month's bill
was another picture sent?
the customer sent another picture
tell me about both photos
another question
new question
start date
can you start the timer
describe the picture again
different words please
in other words
rephrase
Switch to Chinese
switch to a table
change the tone
can you change the format?
look at the picture again
next to the picture, what's written?
next to the logo
reset button where?
how many photos can I upload?
can I upload two pictures?
I uploaded another picture yesterday
why did you start a new chat?
did the picture change?
Is this a new picture or the old one?
what's in the new picture?
Does the new photo show the model?
Would a different picture be clearer?
Would another photo help?
Will I lose this if I start over?
Do I have to start over?
When should I start a new chat?
tell the customer to send another photo
Ask the customer for a new picture
write a message asking for a different photo
switch the answer to English
start over means what?
What would happen with a new picture?
can this picture be replaced
Can the receipt be replaced?
What is the next order number?
start again key, what is it for
new picture mode, what is it
move the picture to the left
zoom in on the picture
the picture next to this
turn the picture around
swap the columns
thanks
OK
this one is blurry
换个方式说
换一种语言
换成繁体中文
换个口吻
换成更礼貌的说法
换个单位表示
换算成美元
换一行
换货怎么办
怎么换货
图里这个能换吗
能换颜色吗
换一张图会不会更准
换一张图有用吗
为什么让我换一张图
我刚才为什么要换图
什么情况下要换图
换图之前的答案还在吗
另一张图里有什么
另一张图是谁的
另外那张呢
看看图片右下角
看图说话
看看这张图上的下一行
下一行
下一项是什么
下一个日期
第二张图片的价格
第一张图呢
这两张图哪张是新的
图里有新消息吗
新型号是什么
新版和旧版区别
重新说一遍
重新组织一下语言
重新看
重新读一下序列号
再看仔细一点
再确认一遍
再说一次
从头读
从左到右读
这台机器怎么重新开始
重新开始按钮在哪
图中"新建对话"是什么
上传时间是什么时候
图片是什么时候上传的
客户重新下单了吗
换个简短点的
简单点说
how can I change the picture?
can you say it differently?
change it into a list
change your tone
switch language
switch to English please
What's in the other picture?
Is that another photo?
what is next?
what's the next step
what's the next number
Compare with another picture
Is this picture new?
Is there a new version?
What is new in this picture?
Can I return it and get a new one?
replace the battery how
how to replace the filter
can it be exchanged for another?
next of kin
start date of the warranty
when does it start over?
does it restart automatically
answer again
one more time
say more about the picture
another word for this
Do you need another picture?
Should we start over?
what does 'new photo' mean here
look at this picture again
the other one?
换个风格
换成口语
换简体字
换一组词
换个说法解释这张图
能换个说法吗
换成摄氏度是多少
这张图能换成中文吗
图里换挡按钮在哪
换气扇怎么装
换一次滤芯多少钱
怎么换一张卡
换一张图可以看清楚点吗
换一张图有什么不同
我需要换图吗
该不该换图
下一张图是什么
下一张呢？
另一张图有没有日期
第二张图上写的什么
新图里是什么
哪张是新图
图上有几个新字
新会话按钮是干什么的
重新开始是什么意思
重新开始后数据会丢吗
从头到尾念一下
重新念一遍
重新核对价格
重新描述
再看看这张照片
看一下照片左上角
客户上传了新图
客户发来另一张图问价格
他想重新开始
帮我写：请重新上传一张照片
不需要换图
别重新开始
还是这张图
这张图再看一下
这张图下一个步骤是什么
what is the next picture
what about the other picture
how to change picture
can you rephrase it
translate it to English
a different answer please
a new explanation please
Is the next photo the same?
Can the picture be changed?
Why do I need a new picture?
does it need a new battery
start button location
when was the picture changed
did the customer send a new photo
what's new
next page
compare the next picture with this one
Don't change the picture
no need to start over
keep this picture
same picture, another question
Please read the picture again
another price on the label?
I don't want to start over
the new chat icon is where
""".strip().splitlines()

# Written before the first line of the grammar, which had 105 of these 106 right when they were first measured.
HELD_OUT_HITS = """
换一张图吧，谢谢
帮我换张照片
我想换一张图片再问
麻烦换一张
換一張圖片
這張看完了，換下一張
能换张图吗？
可以重新上传一张吗
我重新传一张图
再来一张新的照片
看下一张照片
切换到下一张图
更换图片
把图片换一下
下一位客户
下一个顾客的照片
换个订单看
换另外一张图问问
我这边换了张图
给你看一张新的图
来看另外一张截图
开个新会话
新建一个对话
从头开始吧
咱们重来
好了，这个没问题了，换一张
不对，传错图了，换一张
换图！
换张小票
用另一张照片吧
Next photo please
Let's move on to the next picture
I'd like to upload a different photo
Can we switch to another image?
Could you start a new chat?
OK, new customer
change the picture please
different photo
let's start from scratch
begin a new conversation
I want to ask about another picture
swap the image
restart
Let's look at a new screenshot
Thanks! On to the next one
Here is a new picture
""".strip().splitlines()

HELD_OUT_NEAR_MISSES = """
换一种说法
换成繁体
换个语气再写一遍
换个思路
换英文回答
换句话说呢
换一个答案
这张图换个角度看像什么
怎么更换图片？
换图按钮在哪里
可以换几次图？
客户想换一个颜色
客户说要换一张图
他让我换一张照片
电池多久换一次
换一张新的SIM卡要多少钱
另一张图里的型号是什么
两张图哪张更清楚
第三张图呢
下一张图上写了什么
上一张图是什么
图里的下一步是什么
下一个保养日期是哪天
重新回答一下
重新算一遍
再看看这张图
再看一遍图片
不用换图，继续
先别换图
要不要换一张图？
这是新图还是旧图？
新的图和旧的图有什么区别
重新开始充电要多久
怎么重新启动机器
从头念一遍
新对话会丢失记录吗？
图上的“重新上传”是什么意思
对比一下另一张
再加一张图
What's in the next picture?
Is the other photo clearer?
How do I switch pictures?
Will a new picture help?
Don't start over
change it to English
say it another way
try again
Can the customer get a new one?
Where is the new chat button?
the next line
Which picture is newer?
how do I restart the router
rotate the picture
next question
Does the receipt show a new customer discount?
another example please
Use a different tone
a new battery, how much?
What happens if I start a new chat?
compare it with the other picture
""".strip().splitlines()
