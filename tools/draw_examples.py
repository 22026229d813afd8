"""Draw the pictures in ``examples/`` as a phone would take them: paper, perspective, light, shadow, noise.

python tools/draw_examples.py          # writes examples/*.jpg; everything in them is made up

The same fonts give the same files. ``examples/questions.jsonl`` asks about what is written here: change both together.
"""

from __future__ import annotations

import io
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

EXAMPLES = Path(__file__).parent.parent / "examples"
FAMILY = "Noto Sans CJK SC"
MAX_SIZE_BYTES = 300_000

Colour = str | tuple[int, int, int]
Place = tuple[float, float]
INK = (32, 32, 36)


# --- ink ---------------------------------------------------------------------------------------------------------


@lru_cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the Chinese font, or end with a sentence that says what to install."""
    pattern = f"{FAMILY}:style={'Bold' if bold else 'Regular'}"
    try:
        found = subprocess.run(["fc-list", pattern, "file"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        found = ""
    for line in sorted(found.splitlines()):
        path = line.rstrip(": ")
        for index in range(10 if path.endswith(".ttc") else 1):
            candidate = ImageFont.truetype(path, size, index=index)
            if candidate.getname()[0] == FAMILY:
                return candidate
    sys.exit(f"The font {FAMILY!r} is missing. On Debian: apt-get install fonts-noto-cjk fontconfig")


class Sheet:
    """A flat thing to write on."""

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self.image = Image.new("RGB", (width, height), colour)
        self.pen = ImageDraw.Draw(self.image)

    def write(
        self, at: Place, text: str, size: int, *, bold: bool = False, colour: Colour = INK, anchor: str = "la"
    ) -> None:
        """Write a line; ``anchor`` as Pillow names it (la: left and top, ra: right and top, ma: middle and top)."""
        self.pen.text(at, text, font=font(size, bold=bold), fill=colour, anchor=anchor)

    def rows(self, at: Place, pairs: list[tuple[str, str]], *, step: float, size: int, value_x: float) -> None:
        """Write keys and values as two columns."""
        x, y = at
        for number, (key, value) in enumerate(pairs):
            self.write((x, y + number * step), key, size)
            self.write((value_x, y + number * step), value, size)

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: int = 2, *, colour: Colour = INK) -> None:
        """Draw a straight line."""
        self.pen.line((x1, y1, x2, y2), fill=colour, width=width)

    def code(self, at: tuple[int, int], text: str, kind: zxingcpp.BarcodeFormat, width: int, height: int) -> None:
        """Print a real bar or QR code."""
        symbol = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=3))
        self.image.paste(Image.fromarray(symbol).resize((width, height), Image.Resampling.NEAREST), at)


# --- things ------------------------------------------------------------------------------------------------------


def draw_label() -> Image.Image:
    """Draw the back of a food bag."""
    sheet = Sheet(1180, 1420, (250, 247, 238))
    sheet.pen.rectangle((0, 0, 1180, 190), fill=(122, 46, 40))
    sheet.write((590, 28), "谷田坊", 52, bold=True, colour="white", anchor="ma")
    sheet.write((590, 100), "黑芝麻核桃粉", 64, bold=True, colour=(255, 236, 200), anchor="ma")
    pairs = [
        ("产品名称：", "黑芝麻核桃粉"),
        ("净含量：", "500克（25克×20袋）"),
        ("配料：", "黑芝麻、核桃仁、黑米、燕麦、白砂糖、"),
        ("", "麦芽糊精、食用盐"),
        ("致敏物质：", "含有坚果及其果仁类制品"),
        ("生产日期：", "2026年03月08日"),
        ("保质期：", "12个月"),
        ("贮存条件：", "置于阴凉干燥处，开封后请冷藏"),
        ("食用方法：", "取本品25克，加入150毫升热水，搅匀即可"),
        ("执行标准：", "GB 19640"),
        ("生产许可证编号：", "SC10600000000017"),
        ("生产商：", "谷田坊食品（示例）有限公司"),
        ("地址：", "江苏省南京市示例区稻香路88号"),
        ("服务热线：", "400-000-8210"),
    ]
    sheet.rows((60, 225), pairs, step=52, size=34, value_x=330)
    top = 985
    sheet.write((60, top), "营养成分表", 34, bold=True)
    columns = (60, 330, 560, 780)
    table = [
        ("项目", "每100克", "NRV%"),
        ("能量", "1820千焦", "22%"),
        ("蛋白质", "12.6克", "21%"),
        ("脂肪", "14.3克", "24%"),
        ("碳水化合物", "62.5克", "21%"),
        ("钠", "85毫克", "4%"),
    ]
    for number, row in enumerate(table):
        y = top + 58 + number * 50
        sheet.rule(columns[0], y - 4, columns[3], y - 4)
        for x, cell in zip(columns, row, strict=False):
            sheet.write((x + 10, y), cell, 31)
    bottom = top + 58 + len(table) * 50
    sheet.pen.rectangle((columns[0], top + 54, columns[3], bottom), outline=INK, width=3)
    sheet.code((810, 1050), "690000000017", zxingcpp.BarcodeFormat.EAN13, 310, 200)
    sheet.write((965, 1255), "6900000000175", 32, anchor="ma")
    return sheet.image


def draw_nameplate() -> Image.Image:
    """Draw a motor's plate of brushed metal."""
    sheet = Sheet(1400, 860, (178, 182, 186))
    grain = np.random.default_rng(5).normal(0, 9, (860, 1)) + np.random.default_rng(6).normal(0, 3, (860, 1400))
    metal = np.asarray(sheet.image, np.float32) + cv2.GaussianBlur(grain.astype(np.float32), (61, 1), 0)[..., None]
    sheet.image.paste(Image.fromarray(np.clip(metal, 0, 255).astype(np.uint8)))
    sheet.pen.rounded_rectangle((14, 14, 1386, 846), 30, outline=INK, width=5)
    for x in (52, 1348):
        for y in (52, 808):
            sheet.pen.ellipse((x - 18, y - 18, x + 18, y + 18), fill=(120, 122, 126), outline=INK, width=3)
            sheet.rule(x - 11, y - 8, x + 11, y + 8, 4)
    sheet.write((700, 38), "三相异步电动机", 62, bold=True, anchor="ma")
    left = [
        ("型号", "YE3-132S-4"),
        ("额定功率", "5.5 kW"),
        ("额定电压", "380 V"),
        ("额定电流", "11.2 A"),
        ("转速", "1465 r/min"),
        ("频率", "50 Hz"),
    ]
    right = [
        ("编号", "N260317042"),
        ("防护等级", "IP55"),
        ("绝缘等级", "F"),
        ("接法", "△"),
        ("重量", "64 kg"),
        ("出厂日期", "2026.03"),
    ]
    for number in range(7):
        sheet.rule(60, 150 + 86 * number, 1340, 150 + 86 * number, 3)
    for x in (60, 270, 700, 910, 1340):
        sheet.rule(x, 150, x, 666, 3)
    sheet.rows((78, 166), left, step=86, size=40, value_x=290)
    sheet.rows((718, 166), right, step=86, size=40, value_x=930)
    sheet.write((700, 692), "执行标准 GB/T 28575", 38, anchor="ma")
    sheet.write((700, 756), "华岭电机（示例）制造厂", 44, bold=True, anchor="ma")
    return sheet.image


def draw_error_screen() -> Image.Image:
    """Draw a program's error message on a desktop."""
    sheet = Sheet(1600, 1000, (46, 84, 120))
    sheet.pen.rectangle((0, 944, 1600, 1000), fill=(28, 32, 40))
    sheet.write((1500, 953), "16:42", 28, colour="white")
    sheet.pen.rectangle((170, 90, 1430, 880), fill=(240, 241, 243))
    sheet.pen.rectangle((170, 90, 1430, 152), fill=(255, 255, 255))
    sheet.write((196, 100), "店铺管家 V5.2.1", 32)
    sheet.write((1366, 96), "×", 38)
    for number, item in enumerate(("订单管理", "库存", "打印面单", "报表", "设置")):
        sheet.write((196, 186 + number * 66), item, 32, colour=(90, 94, 102))
    sheet.rule(380, 152, 380, 880, colour=(200, 203, 208))
    sheet.pen.rectangle((440, 260, 1380, 740), fill="white", outline=(150, 154, 160), width=2)
    sheet.pen.rectangle((440, 260, 1380, 326), fill=(232, 235, 240))
    sheet.write((466, 272), "同步失败", 34, bold=True)
    sheet.pen.ellipse((484, 376, 574, 466), fill=(208, 44, 44))
    sheet.write((529, 364), "×", 80, bold=True, colour="white", anchor="ma")
    sheet.write((612, 366), "无法连接到订单服务器，请检查网络设置。", 36)
    sheet.write((612, 434), "错误代码：E-1042", 40, bold=True, colour=(190, 30, 30))
    sheet.write((612, 508), "发生时间：2026-03-14 16:41:07", 32)
    sheet.write((612, 564), "未同步订单：37 笔", 32)
    for x, text, fill in ((850, "重试", (36, 110, 210)), (1120, "取消", (150, 154, 160))):
        sheet.pen.rounded_rectangle((x, 644, x + 210, 708), 8, fill=fill)
        sheet.write((x + 105, 651), text, 34, colour="white", anchor="ma")
    return sheet.image


def draw_waybill() -> Image.Image:
    """Draw a parcel's waybill: the sender's phone is masked, the recipient's is not."""
    sheet = Sheet(1080, 1500, "white")
    sheet.write((50, 34), "迅途速运", 66, bold=True)
    sheet.write((1030, 40), "标准快递", 44, anchor="ra")
    sheet.write((1030, 100), "第 1/1 件", 30, anchor="ra")
    sheet.code((110, 160), "XT2603140086217", zxingcpp.BarcodeFormat.Code128, 860, 180)
    sheet.write((540, 346), "运单号：XT2603140086217", 42, bold=True, anchor="ma")
    sheet.rule(30, 420, 1050, 420, 4)
    sheet.write((540, 434), "531-C08-21", 92, bold=True, anchor="ma")
    sheet.rule(30, 560, 1050, 560, 4)
    sheet.pen.ellipse((52, 596, 118, 662), fill=INK)
    sheet.write((85, 600), "收", 44, bold=True, colour="white", anchor="ma")
    sheet.write((150, 584), "周文清", 48, bold=True)
    sheet.write((400, 584), "13800006152", 48, bold=True)
    sheet.write((150, 656), "浙江省杭州市示例区文溪路126号", 40)
    sheet.write((150, 712), "3幢2单元501室", 40)
    sheet.rule(30, 786, 1050, 786, 2)
    sheet.pen.ellipse((58, 816, 114, 872), outline=INK, width=4)
    sheet.write((86, 818), "寄", 36, bold=True, anchor="ma")
    sheet.write((150, 808), "谷田坊旗舰店", 36)
    sheet.write((480, 808), "139****3348", 36)
    sheet.write((150, 862), "江苏省南京市示例区稻香路88号", 34)
    sheet.rule(30, 930, 1050, 930, 4)
    pairs = [
        ("物品", "食品"),
        ("件数", "1"),
        ("计费重量", "1.35 kg"),
        ("付款方式", "寄付月结"),
        ("寄件日期", "2026-03-14"),
        ("订单号", "D20260314770925"),
    ]
    sheet.rows((60, 950), pairs, step=60, size=36, value_x=280)
    sheet.code((740, 980), "XT2603140086217", zxingcpp.BarcodeFormat.QRCode, 270, 270)
    sheet.rule(30, 1340, 1050, 1340, 2)
    sheet.write((60, 1356), "签收人：", 38)
    sheet.write((560, 1356), "签收时间：", 38)
    sheet.write((540, 1440), "客服电话 400-000-5311", 30, anchor="ma")
    return sheet.image


def draw_receipt() -> Image.Image:
    """Draw a till receipt on thermal paper."""
    sheet = Sheet(760, 1480, (247, 246, 242))
    grey = (58, 58, 66)
    sheet.write((380, 40), "GREEN VALLEY MARKET", 46, bold=True, colour=grey, anchor="ma")
    sheet.write((380, 108), "12 Example Street, Springfield", 30, colour=grey, anchor="ma")
    sheet.write((380, 150), "Tel: 555-0142", 30, colour=grey, anchor="ma")
    sheet.write((60, 220), "Date: 03/14/2026", 32, colour=grey)
    sheet.write((700, 220), "Time: 18:27", 32, colour=grey, anchor="ra")
    sheet.write((60, 266), "Receipt No: 0048213", 32, colour=grey)
    sheet.write((700, 266), "Cashier: Mia", 32, colour=grey, anchor="ra")
    items = [
        ("Whole Milk 1 gal", "4.29"),
        ("Sourdough Bread", "5.50"),
        ("Bananas 2.31 lb", "1.59"),
        ("Free Range Eggs 12", "6.75"),
        ("Cheddar Cheese", "7.20"),
        ("Olive Oil 500 ml", "11.99"),
        ("Dark Chocolate x2", "5.98"),
    ]
    sheet.rule(50, 330, 710, 330, colour=grey)
    for number, (item, price) in enumerate(items):
        sheet.write((60, 350 + 58 * number), item, 35, colour=grey)
        sheet.write((700, 350 + 58 * number), price, 35, colour=grey, anchor="ra")
    sheet.rule(50, 772, 710, 772, colour=grey)
    for number, (key, value) in enumerate((("SUBTOTAL", "43.30"), ("TAX 8.00%", "3.46"))):
        sheet.write((60, 792 + 54 * number), key, 35, colour=grey)
        sheet.write((700, 792 + 54 * number), value, 35, colour=grey, anchor="ra")
    sheet.write((60, 908), "TOTAL", 54, bold=True, colour=grey)
    sheet.write((700, 908), "$46.76", 54, bold=True, colour=grey, anchor="ra")
    for number, (key, value) in enumerate((("CASH", "$50.00"), ("CHANGE", "$3.24"))):
        sheet.write((60, 1000 + 54 * number), key, 35, colour=grey)
        sheet.write((700, 1000 + 54 * number), value, 35, colour=grey, anchor="ra")
    sheet.rule(50, 1126, 710, 1126, colour=grey)
    sheet.write((380, 1150), "Items sold: 8", 32, colour=grey, anchor="ma")
    sheet.write((380, 1206), "Returns within 30 days with receipt", 30, colour=grey, anchor="ma")
    sheet.code((130, 1270), "0048213", zxingcpp.BarcodeFormat.Code128, 500, 110)
    sheet.write((380, 1396), "THANK YOU!", 40, bold=True, colour=grey, anchor="ma")
    return sheet.image


# --- photographs -------------------------------------------------------------------------------------------------


def photograph(thing: Image.Image, size: tuple[int, int], table: tuple[int, int, int], tilt: float, seed: int) -> bytes:
    """Lay a thing on a table and take a picture of it.

    Args:
        thing: the flat thing.
        size: width and height of the picture in pixels; the thing fills most of it.
        table: the table's colour.
        tilt: how much it is turned, in degrees.
        seed: of everything that happens by chance.
    """
    rng = np.random.default_rng(seed)
    width, height = size
    place = _place(thing.size, size, tilt, rng)
    ground = (
        np.asarray(table, np.float32) + _grain(rng, height, width, (9, 301), 60) + _grain(rng, height, width, (3, 3), 8)
    )
    paper = np.asarray(thing, np.float32) + _grain(rng, thing.height, thing.width, (5, 5), 4)
    cover = cv2.warpPerspective(np.ones((thing.height, thing.width), np.float32), place, size, flags=cv2.INTER_AREA)
    shadow = cv2.GaussianBlur(np.roll(cover, (14, 10), (0, 1)), (0, 0), 13)
    picture = ground * (1 - 0.55 * shadow)[..., None]
    laid = cv2.warpPerspective(paper, place, size, flags=cv2.INTER_AREA)
    picture += (laid - picture) * cover[..., None]
    light = cv2.resize(rng.uniform(0.8, 1.06, (3, 4)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    picture = cv2.GaussianBlur(picture * light[..., None], (0, 0), 0.7)
    picture = np.clip(picture + rng.normal(0, 2.2, picture.shape), 0, 255).astype(np.uint8)
    return _jpeg(Image.fromarray(picture))


def _place(flat: tuple[int, int], size: tuple[int, int], tilt: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the perspective that puts a flat thing into the middle of the picture, turned and a little skewed."""
    scale = min(size[0] / flat[0], size[1] / flat[1]) * 0.9
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) * np.array(flat) / 2 * scale
    angle = np.radians(tilt)
    turned = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    skewed = turned + rng.uniform(-0.012, 0.012, (4, 2)) * min(size) + np.array(size) / 2
    source = np.array([(0, 0), (flat[0], 0), flat, (0, flat[1])], np.float32)
    return cv2.getPerspectiveTransform(source, skewed.astype(np.float32))


def _grain(
    rng: np.random.Generator, height: int, width: int, blur: tuple[int, int], depth: float
) -> NDArray[np.float32]:
    """Return a texture; ``blur`` is its grain's height and width in pixels."""
    noise = rng.normal(0, depth, (height, width)).astype(np.float32)
    return cv2.GaussianBlur(noise, blur[::-1], 0)[..., None]


def _jpeg(image: Image.Image) -> bytes:
    """Return the best JPEG that stays below the bound."""
    for quality in range(88, 40, -4):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MAX_SIZE_BYTES:
            return out.getvalue()
    sys.exit(f"A picture does not fit into {MAX_SIZE_BYTES // 1000} kB.")


def main() -> None:
    """Draw all of them."""
    wood, steel, desk, carton, stone = (150, 112, 78), (86, 92, 98), (60, 62, 66), (176, 138, 96), (128, 126, 122)
    photos = {
        "label.jpg": photograph(draw_label(), (1360, 1600), wood, 2.0, seed=11),
        "nameplate.jpg": photograph(draw_nameplate(), (1600, 1100), steel, -2.5, seed=12),
        "error-screen.jpg": photograph(draw_error_screen(), (1700, 1150), desk, 1.2, seed=13),
        "waybill.jpg": photograph(draw_waybill(), (1300, 1700), carton, -3.0, seed=14),
        "receipt.jpg": photograph(draw_receipt(), (1200, 1800), stone, 3.0, seed=15),
    }
    EXAMPLES.mkdir(exist_ok=True)
    for name, content in photos.items():
        (EXAMPLES / name).write_bytes(content)
        print(f"examples/{name}: {len(content) // 1000} kB")


if __name__ == "__main__":
    main()
