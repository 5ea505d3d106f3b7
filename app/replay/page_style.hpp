#pragma once

#include <string_view>

namespace tradeeon {

/// The style sheet of a report: light and dark as the reader's system is, wide and
/// narrow.
inline constexpr std::string_view page_style = R"css(
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#14181f;--soft:#5b6675;
--rule:#e3e7ed;--grid:#eceff3;--line:#2457d6;--area:#2457d61c;--hold:#9a6b00;--up:#0a7d4b;
--down:#c22f3d;--fall:#c22f3d33;--chip:#eaf0ff;--chip-ink:#2449a8}
@media(prefers-color-scheme:dark){:root{--page:#0e1116;--card:#161b22;--ink:#e7ebf1;
--soft:#98a3b3;--rule:#262d38;--grid:#212833;--line:#7aa2ff;--area:#7aa2ff24;--hold:#e0b04a;
--up:#46c98b;--down:#ff7b86;--fall:#ff7b8638;--chip:#1f2b47;--chip-ink:#a9c1ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,
"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:32px 20px 48px}
header h1{margin:0;font-size:26px;letter-spacing:-.01em}
header p,footer{margin:4px 0 0;color:var(--soft)}
footer{margin-top:28px;font-size:13px}
section{background:var(--card);border:1px solid var(--rule);border-radius:14px;
margin-top:24px;padding:24px}
h2{margin:0;font-size:20px;overflow-wrap:anywhere}
h3{margin:28px 0 8px;font-size:15px}
.title{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:flex-start;
justify-content:space-between}
.title>div:first-child{min-width:0;flex:1 1 240px}
.title p{margin:2px 0 0;color:var(--soft);font-size:13px;overflow-wrap:anywhere}
.chip{display:inline-block;padding:1px 9px;border-radius:99px;background:var(--chip);
color:var(--chip-ink);font-size:12px;font-weight:600;vertical-align:3px;margin-left:8px}
.hero{text-align:right}
.hero b{display:block;font-size:30px;line-height:1.15;letter-spacing:-.02em}
.hero span{color:var(--soft);font-size:13px}
.up{color:var(--up)}.down{color:var(--down)}
dl{display:grid;grid-template-columns:repeat(5,1fr);gap:1px;margin:
20px 0 0;background:var(--rule);border:1px solid var(--rule);border-radius:10px;
overflow:hidden}
dl div{background:var(--card);padding:10px 14px;box-shadow:0 0 0 1px var(--rule)}
dt{color:var(--soft);font-size:12px}
dd{margin:0;font-size:17px;font-weight:600;white-space:nowrap}
dd small{display:block;min-height:1.5em;font-size:12px;font-weight:400;color:var(--soft);
white-space:normal}
.chart{margin:24px 0 0}
figcaption{display:flex;flex-wrap:wrap;gap:2px 18px;margin-bottom:8px;font-size:13px;
color:var(--soft)}
.key::before{content:"";display:inline-block;width:16px;height:0;margin-right:7px;
vertical-align:4px;border-top:3px solid var(--line)}
.key.hold::before{border-top:2px dashed var(--hold)}
.key.fall::before{height:10px;border-top:2px solid var(--down);background:var(--fall);
vertical-align:-1px}
.panel{position:relative;height:300px;margin-left:68px}
.panel.falls{height:96px;margin-top:14px}
.panel.two{margin-right:58px}
.panel svg{display:block;width:100%;height:100%;overflow:visible}
.panel path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.panel .grid{stroke:var(--grid);stroke-width:1}
.panel .line{stroke:var(--line);stroke-width:2}
.panel .area{fill:var(--area)}
.panel .hold{stroke:var(--hold);stroke-width:1.5;stroke-dasharray:5 4}
.panel .fall{stroke:var(--down);stroke-width:1.25}
.panel .fall-area{fill:var(--fall)}
.label{position:absolute;transform:translateY(-50%);font-size:12px;line-height:1;
color:var(--soft);white-space:nowrap}
.label.left{right:100%;margin-right:8px}
.label.right{left:100%;margin-left:8px;color:var(--hold)}
.times{position:relative;height:20px;margin:6px 0 0 68px;font-size:12px;color:var(--soft)}
.panel.two~.times{margin-right:58px}
.times span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.scroll{overflow-x:auto;margin:0 -24px;padding:0 24px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:7px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid
var(--rule)}
th{color:var(--soft);font-size:12px;font-weight:600}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child td{border-bottom:0}
.text{text-align:left}
.wrap{white-space:normal;min-width:140px;overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--soft);text-underline-offset:3px}
.note{color:var(--soft);font-size:13px;margin:8px 0 0}
@media(max-width:620px){main{padding:20px 12px 32px}section{padding:18px 16px}
.hero{text-align:left;margin-top:8px}.panel{height:230px;margin-left:56px}
.panel.falls{height:80px}.panel.two{margin-right:44px}.times{margin-left:56px}
.panel.two~.times{margin-right:44px}.label,.times{font-size:11px}
.times span:nth-child(even){display:none}.scroll{margin:0 -16px;padding:0 16px}
dl{grid-template-columns:1fr 1fr}dd{font-size:16px}.wide{display:none}}
@media print{body{background:#fff}section{break-inside:avoid-page;border:0;padding:12px 0}}
)css";

} // namespace tradeeon
