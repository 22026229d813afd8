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
""".strip().splitlines()

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
