#pragma once

#include <string_view>

namespace fulcrum::inline v0_1::detail {

/// Colours after Okabe & Ito (2008), which colour-blind readers tell apart, darkened or lightened to a contrast of at
/// least 3 to 1 with the ground. No selector uses '>', so that the page stays well-formed XML.
inline constexpr std::string_view report_css = R"css(
:root { color-scheme: light dark; --ground: #fff; --raised: #f6f7f9; --ink: #1b2430; --muted: #5b6672; --rule: #dde1e6;
  --grid: #eceff2; --front: #0072b2; --dot: #a9b2bc; --baseline: #b85000; --chosen: #c2185b; --tint: #fdeef4;
  --c0: #0072b2; --c1: #c75400; --c2: #00805e; --c3: #a8508a; --c4: #946500; --c5: #2d86bd; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --raised: #1b2027; --ink: #e4e8ec; --muted: #98a3af;
  --rule: #323a44; --grid: #232a32; --front: #56a9e0; --dot: #5a6672; --baseline: #f0924f; --chosen: #ff78ab;
  --tint: #38202c; --c0: #56a9e0; --c1: #f0924f; --c2: #3fc29a; --c3: #dc9ac6; --c4: #e3b34a; --c5: #9ad0f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 40px 24px 64px; }
header { border-bottom: 1px solid var(--rule); margin-bottom: 24px; padding-bottom: 16px; }
h1 { font-size: 26px; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; margin: 0; }
h2 { font-size: 18px; line-height: 1.3; font-weight: 650; margin: 40px 0 8px; }
p { max-width: 74ch; margin: 8px 0 16px; }
.subtitle { color: var(--muted); margin: 6px 0 0; }
.table { overflow-x: auto; margin: 16px 0 24px; border: 1px solid var(--rule); border-radius: 6px; max-height: 560px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 14px; font-weight: 600; padding: 10px 12px; }
th, td { padding: 6px 12px; text-align: left; white-space: nowrap; border-top: 1px solid var(--rule); }
th { color: var(--muted); font-weight: 600; background: var(--raised); position: sticky; top: 0; }
th.number, td.number { text-align: right; }
.interval { color: var(--muted); font-size: 12px; }
tr.highlighted td { background: var(--tint); font-weight: 600; }
tr.highlighted .interval { font-weight: 400; }
tr.highlighted td:first-child { box-shadow: inset 3px 0 0 var(--chosen); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 24px;
  margin: 16px 0 24px; }
figure { margin: 0; padding: 12px 14px 10px; border: 1px solid var(--rule); border-radius: 6px; min-width: 0;
  display: flex; flex-direction: column; max-width: 680px; }
figcaption { font-size: 14px; font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 4px 0 8px; padding: 0;
  font-size: 12px; color: var(--muted); min-height: 20px; }
.legend li { display: flex; align-items: center; gap: 5px; }
.key { width: 28px; height: 16px; flex: none; }
.plot { width: 100%; height: auto; display: block; overflow: visible; margin-top: auto; }
.note { font-size: 12px; color: var(--muted); margin: 4px 0 0; }
svg text { font-size: 12px; fill: var(--ink); }
.grid line { stroke: var(--grid); }
.axis line { stroke: var(--muted); }
svg .tick text { fill: var(--muted); font-size: 11px; font-variant-numeric: tabular-nums; }
svg .better, svg .empty { fill: var(--muted); }
path.background { stroke: var(--dot); stroke-width: 3.6; stroke-linecap: round; fill: none; opacity: .6; }
.background circle { fill: var(--dot); }
.mark { outline: none; }
.front circle, .baseline polygon, .chosen polygon { stroke: var(--ground); stroke-width: 1; }
.front circle { fill: var(--front); }
.baseline polygon { fill: var(--baseline); }
.chosen polygon { fill: var(--chosen); }
.bars line { stroke-width: 1; opacity: .4; }
.front .bars line { stroke: var(--front); opacity: .22; }
.baseline .bars line { stroke: var(--baseline); opacity: .55; }
.chosen .bars line { stroke: var(--chosen); opacity: .8; stroke-width: 1.5; }
.mark:hover .bars line { opacity: 1; }
.front .mark:hover circle { stroke: var(--ink); stroke-width: 1.5; }
.label { paint-order: stroke; stroke: var(--ground); stroke-width: 3px; stroke-linejoin: round; }
svg .baseline .label { fill: var(--baseline); }
svg .chosen .label { fill: var(--chosen); font-weight: 600; }
.leader line { stroke: var(--muted); opacity: .7; }
.series .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.series .target { fill: transparent; }
.series .band { stroke: none; opacity: .15; }
.dashed .line { stroke-dasharray: 5 4; stroke-width: 1.4; }
.series circle, .series polygon { stroke: var(--ground); stroke-width: 1; }
.series .target, .series .mark:hover .target { stroke: none; }
.series .mark:hover .target { opacity: .25; }
.c0 { --own: var(--c0); } .c1 { --own: var(--c1); } .c2 { --own: var(--c2); }
.c3 { --own: var(--c3); } .c4 { --own: var(--c4); } .c5 { --own: var(--c5); }
.series .line { stroke: var(--own); }
.series circle, .series polygon, .series .band, .series .mark:hover .target { fill: var(--own); }
.series circle.target { fill: transparent; }
.dashed circle, .dashed polygon { fill: var(--ground); stroke: var(--own); }
.dashed circle.target { stroke: none; }
#tip { position: fixed; z-index: 2; pointer-events: none; background: var(--ink); color: var(--ground); font-size: 12px;
  line-height: 1.45; padding: 6px 9px; border-radius: 4px; white-space: pre; font-variant-numeric: tabular-nums; }
#tip[hidden] { display: none; }
@media print { .table { max-height: none; } figure, .table { break-inside: avoid; } }
)css";

/// Shows a mark's <title> at once beside the pointer. Free of '<' and '&', so that the page stays well-formed XML.
inline constexpr std::string_view report_script = R"js(
"use strict";
const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;
document.body.append(tip);
for (const title of document.querySelectorAll("svg .mark > title")) {
  const mark = title.parentNode;
  mark.dataset.tip = title.textContent;
  mark.setAttribute("aria-label", title.textContent);
  title.remove();
}
document.addEventListener("pointermove", function (event) {
  const mark = event.target.closest ? event.target.closest("[data-tip]") : null;
  tip.hidden = mark === null;
  if (tip.hidden) return;
  tip.textContent = mark.dataset.tip;
  const right = event.clientX + 14;
  const over = right + tip.offsetWidth > window.innerWidth - 8;
  tip.style.left = (over ? event.clientX - 14 - tip.offsetWidth : right) + "px";
  tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 10) + "px";
});
)js";

} // namespace fulcrum::inline v0_1::detail
