"""Customers' documents as pages of text lines. All of them are invented."""

from __future__ import annotations

from pages import display, joined, line, listing, page, table

TAG = listing(
    "青禾服饰",
    "品名：女式长袖衬衫",
    "货号：QH-2306W",
    "号型：165/88A",
    "颜色：雾蓝",
    "面料成分：棉68% 亚麻32%",
    "执行标准：FZ/T 81007-2022",
    "安全技术类别：GB 18401-2010 B类",
    "等级：一等品",
    "洗涤方法：手洗，水温不超过40℃，不可漂白",
    "全国统一零售价：¥359.00",
)

FOOD = joined(
    listing(
        "脆米乐 海苔味米饼",
        "配料：大米、植物油、白砂糖、海苔粉、食用盐",
        "致敏物质：本产品含有大豆制品",
        "净含量：185克",
        "保质期：9个月",
        "生产日期：2026/03/18",
        "贮存条件：置于阴凉干燥处，开封后请尽快食用",
        "产品标准号：GB/T 20977",
        "食品生产许可证编号：SC11344190200871",
        "生产商：东禾食品（江门）有限公司",
        "地址：江门市蓬江区禾丰路18号",
        "消费者服务热线：400-712-3386",
    ),
    table(
        ("营养成分表",),
        ("项目", "每100克", "NRV%"),
        ("能量", "1986千焦", "24%"),
        ("蛋白质", "6.4克", "11%"),
        ("脂肪", "21.5克", "36%"),
        ("钠", "512毫克", "26%"),
        columns=(40, 300, 560),
        top=760,
    ),
)

NAMEPLATE = table(
    ("NORDWIND 潜水泵",),
    ("型号", "QDX7-22-1.1"),
    ("额定电压", "220V~"),
    ("额定频率", "50Hz"),
    ("额定功率", "1.1kW"),
    ("额定电流", "7.4A"),
    ("转速", "2860r/min"),
    ("流量", "7m³/h"),
    ("出厂编号", "W2604-00817"),
    ("出厂日期", "2026年4月"),
    columns=(60, 320),
)

ENGLISH_NAMEPLATE = table(
    ("HALDEN AIR COMPRESSOR",),
    ("Model No.", "HC-3050B"),
    ("Rated Voltage", "230 V"),
    ("Power", "1.5 kW"),
    ("Speed", "2850 r/min"),
    ("Serial No.", "HD21-449173"),
    ("Weight", "26 kg"),
    columns=(60, 420),
)

WAYBILL_STACKED = listing(
    "迅羚速递",
    "运单号：XL8804517263",
    "寄件人：赵明远",
    "电话：13900571122",
    "地址：杭州市西湖区文溪路9号",
    "收件人：孙佳宁",
    "电话：18622740035",
    "地址：天津市和平区岳阳道21号3门502",
    "内件品名：陶瓷茶具",
    "保价金额：¥800",
)

WAYBILL_COLUMNS = table(
    ("运单号 XL8804517263",),
    ("寄件人", "收件人"),
    ("姓名：赵明远", "姓名：孙佳宁"),
    ("电话：13900571122", "电话：18622740035"),
    ("地址：杭州市西湖区", "地址：天津市和平区"),
    columns=(40, 540),
)

WAYBILL_INLINE = listing(
    "迅羚速递  XL8804517263",
    "收 孙佳宁 18622740035",
    "天津市和平区岳阳道21号3门502",
    "寄 赵明远 13900571122",
    "杭州市西湖区文溪路9号",
)

WAYBILL_ENGLISH = table(
    ("TRACKING NO. XL8804517263GB",),
    ("SENDER", "RECIPIENT"),
    ("Name: Martin Ashby", "Name: Clara Voss"),
    ("Phone: 0161 496 0155", "Phone: 0117 496 0822"),
    ("Address: 4 Mill Lane, Leeds", "Address: 81 Park Row, Bristol"),
    columns=(40, 540),
)

RECEIPT = table(
    ("BIRCH & PLUM GROCERS",),
    ("Receipt No. 0045127",),
    ("Date: 14/03/2026 18:22",),
    ("Oat milk", "2", "5.60"),
    ("Rye bread", "1", "3.45"),
    ("Olive oil", "1", "11.90"),
    ("Subtotal", "", "20.95"),
    ("GST 6%", "", "1.26"),
    ("Total", "", "22.21"),
    ("Cash", "", "30.00"),
    ("Change", "", "7.79"),
    ("GST ID: 000774120576",),
    columns=(40, 420, 620),
)

CHINESE_RECEIPT = table(
    ("百穗便利店 湖滨路店",),
    ("小票号：60310427",),
    ("日期：2026-05-06 20:17",),
    ("品名", "数量", "单价", "金额"),
    ("酸奶", "2", "6.50", "13.00"),
    ("牙膏", "1", "12.80", "12.80"),
    ("小计", "", "", "25.80"),
    ("优惠", "", "", "-3.00"),
    ("合计", "", "", "22.80"),
    ("现金", "", "", "50.00"),
    ("找零", "", "", "27.20"),
    columns=(40, 300, 460, 640),
)

INVOICE = joined(
    listing(
        "INVOICE",
        "Invoice No: INV-70418",
        "Invoice Date: 09 Feb 2026",
        "P.O. Number: PO-33180",
        "Bill to: Larkfield Studio Ltd",
    ),
    table(
        ("Description", "Qty", "Unit Price", "Amount"),
        ("Desk lamp", "4", "32.50", "130.00"),
        ("Cork board", "10", "8.20", "82.00"),
        ("Subtotal", "", "", "212.00"),
        ("VAT 20%", "", "", "42.40"),
        ("Total due", "", "", "254.40"),
        columns=(40, 400, 560, 760),
        top=360,
    ),
)

MENU = table(
    ("拿铁咖啡", "¥28", "美式咖啡", "¥22"),
    ("燕麦拿铁", "¥33", "冷萃咖啡", "¥30"),
    ("抹茶蛋糕", "¥26", "芝士蛋糕", "¥29"),
    columns=(40, 300, 520, 800),
)

BUS_TICKET = listing(
    "长途汽车客票",
    "始发站：云岭",
    "到达站：石桥",
    "乘车日期：2026-07-12",
    "发车时间：08:35",
    "车次：K3042",
    "座位号：17",
    "检票口：6",
    "票价：46.00元",
)

CARD_SLIP = listing(
    "银联商务 签购单",
    "商户名称：榆树书店",
    "商户编号：898440153310027",
    "终端编号：20318846",
    "卡号：621700******4419",
    "凭证号：000733",
    "日期：2026/01/25 13:48:06",
    "金额：RMB 168.00",
)

BLUE_SCREEN = listing(
    "你的设备遇到问题，需要重启。",
    "我们只收集某些错误信息，然后你可以重新启动。",
    "终止代码：KERNEL_PAGE_FAULT",
    "失败的操作：netbrook.sys",
)

LOG = listing(
    "Build pipeline #512",
    "Set up runner",
    "Install packages",
    "Run unit tests",
    "FAILED tests/test_cart.py::test_discount_is_applied",
    "ValueError: discount must be positive",
    "Error: Process completed with exit code 3.",
)

PANEL = page(
    line("样品温度", 80, 100, 130, 32),
    display("36.4", 80, 150, 200, 90),
    line("℃", 300, 180, 32, 32),
    line("设定转速", 520, 100, 130, 32),
    display("1250", 520, 150, 220, 90),
    line("r/min", 760, 190, 90, 32),
    line("运行", 80, 400, 70, 32),
    line("停止", 240, 400, 70, 32),
)

NOTE = listing(
    "阿杰：",
    "冰箱里有绿豆汤，记得喝。",
    "快递放在门卫室（尾号5317）。",
    "周六下午三点家长会。",
    "妈妈",
)

BILL_OF_LADING = table(
    ("BILL OF LADING", "B/L No: SHV-2604881"),
    ("Shipper: Oriel Ceramics Co., Ltd.", ""),
    ("Consignee: Brandt Import GmbH", ""),
    ("Vessel: MV CORAL TERN", "Voyage No: 118W"),
    ("Port of Loading: NINGBO", "Port of Discharge: HAMBURG"),
    ("Container No: TGHU4417702", "Seal No: CN552810"),
    ("Gross Weight: 8,460 KGS", "Measurement: 31.2 CBM"),
    columns=(40, 620),
)

PRICE_TAG_A = listing("不锈钢保温杯", "型号：BW-500", "产地：浙江", "零售价：¥89.00")
PRICE_TAG_B = listing("不锈钢保温杯", "型号：BW-750", "产地：浙江", "零售价：¥119.00", number=2)
