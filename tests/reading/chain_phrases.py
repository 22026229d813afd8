"""What agents type that asks for a new conversation, and what only sounds like it."""

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
