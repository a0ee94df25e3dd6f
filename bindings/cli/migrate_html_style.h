#pragma once
// How the page of a rehearsal looks, by day, by night and on a phone.

namespace ludex::cli {

inline constexpr const char* kMigrateStyle = R"css(
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1a2230; --soft: #5b6678; --line: #dfe3ea; --track: #eceff4;
  --before: #93a0b4; --after: #2f6fde; --good: #1f8a4c; --bad: #c8372d; --warn: #b7791f;
  --c1: #8a5cd1; --c2: #c8372d; --c3: #3a93b8; --c4: #d9772b; --c5: #b8397f; --c6: #8b7a2c; }
@media (prefers-color-scheme: dark) { :root {
  --page: #11151c; --card: #1a202a; --ink: #e8ecf3; --soft: #9aa6b8; --line: #2c3442; --track: #262e3b;
  --before: #6f7d93; --after: #6ba0ff; --good: #4cc281; --bad: #ff7a6e; --warn: #e3ad55;
  --c1: #b493f0; --c2: #ff7a6e; --c3: #63c0e4; --c4: #f5a05c; --c5: #f07ab8; --c6: #cdbb62; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 15px; font-weight: 600; color: var(--soft); margin: 0 0 14px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 34px 0 10px; }
h2 small, .note { font-size: 13px; font-weight: 400; color: var(--soft); }
h3 { font-size: 14px; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
p { margin: 6px 0; }
code { font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; unicode-bidi: isolate; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
.verdict { border-left: 8px solid var(--good); }
.verdict.is-bad { border-left-color: var(--bad); }
.verdict strong { display: block; font-size: 26px; line-height: 1.25; margin-bottom: 2px; }
.verdict ul { margin: 8px 0 0; padding-left: 20px; }
.verdict .next { margin-top: 12px; padding-top: 10px; border-top: 1px solid var(--line); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 12px; }
.facts .card { padding: 12px 14px; }
.facts b { display: block; font-size: 20px; line-height: 1.3; font-variant-numeric: tabular-nums; }
.facts span { color: var(--soft); font-size: 13px; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: 12px; font-weight: 600; color: var(--soft); padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); }
td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.wide { width: 34%; vertical-align: middle; }
svg.bar { display: block; width: 100%; height: 10px; border-radius: 5px; min-width: 60px; }
svg.shares { display: block; width: 100%; height: 20px; border-radius: 6px; background: var(--track); }
svg.plot { display: block; width: 100%; height: auto; }
svg text { font: 10.5px system-ui, sans-serif; fill: var(--soft); }
.axis { stroke: var(--line); } .track { fill: var(--track); }
.before { fill: var(--before); } .after { fill: var(--after); } .ready { fill: var(--good); }
.failed { fill: var(--bad); } .missing { fill: var(--track); }
.undecodable { fill: var(--c1); } .checksum { fill: var(--c2); } .too_new { fill: var(--c3); }
.migration_failed { fill: var(--c4); } .invalid { fill: var(--c5); } .invariant { fill: var(--c6); }
.k-null { fill: var(--c6); } .k-false { fill: var(--c5); } .k-true { fill: var(--good); } .k-number { fill: var(--after); }
.k-string { fill: var(--c4); } .k-array { fill: var(--c1); } .k-object { fill: var(--c3); }
.key { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 22px; margin-top: 8px; }
.pair > div { min-width: 0; }
.pair .cap { font-size: 12px; color: var(--soft); margin: 2px 0; }
.field + .field { margin-top: 10px; }
.field header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; }
.tag { font-size: 12px; border: 1px solid var(--line); border-radius: 20px; padding: 0 9px; color: var(--soft); white-space: nowrap; }
.tag.is-new { color: var(--good); border-color: currentColor; } .tag.is-gone { color: var(--bad); border-color: currentColor; } .tag.is-changed { color: var(--warn); border-color: currentColor; }
.bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; }
details { margin-top: 10px; } summary { cursor: pointer; color: var(--soft); padding: 4px 0; }
.samples { margin-top: 2px; } .samples td:last-child { width: 99%; overflow-wrap: anywhere; } .unit { display: none; } .cap { font-size: 12px; color: var(--soft); }
.scroll { overflow-x: auto; }
footer { margin-top: 40px; color: var(--soft); font-size: 13px; }
@media (max-width: 560px) { main { padding: 16px 12px 40px; } .card { padding: 13px 13px; } .verdict strong { font-size: 21px; } .pair.stack { grid-template-columns: 1fr; } td.wide { width: 26%; } .facts { grid-template-columns: 1fr 1fr; }
  table.stack thead { display: none; } table.stack td { display: block; border: 0; padding: 1px 0; } table.stack tr { display: block; border-bottom: 1px solid var(--line); padding: 7px 0; } table.stack td.n { text-align: left; color: var(--soft); font-size: 13px; } .unit { display: inline; } }
@media print { body { background: #fff; } details > * { display: block; } .card { break-inside: avoid; } }
)css";

}  // namespace ludex::cli
