/** Looks of all pages, by day and by night. Where something stands is never told by colour alone. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2530; --dim: #566372; --line: #dbe1e8; --back: #f5f6f8; --card: #fff; --mark: #0a5fb4; --soft: #eaf2fb;
  --here: #1a7340; --there: #8a4b00; --else: #566372; --broken: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf1; --dim: #9aa7b6; --line: #2d3743; --back: #11161c; --card: #1a2129; --mark: #7ab8ff; --soft: #1d2c3d;
    --here: #6fd49a; --there: #f0b45e; --else: #9aa7b6; --broken: #ff8a80; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--mark); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 8px; background: var(--card); padding: 6px 12px; z-index: 10; }
.bar { background: var(--card); border-bottom: 1px solid var(--line); }
.bar > div, main { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
.bar > div { display: flex; flex-wrap: wrap; gap: 2px 22px; align-items: center; min-height: 52px; }
.bar nav { display: flex; flex-wrap: wrap; gap: 4px; flex: 1; }
.bar nav a { padding: 6px 10px; border-radius: 7px; color: var(--ink); }
.bar nav a[aria-current] { background: var(--soft); color: var(--mark); font-weight: 600; }
.brand { font-weight: 650; color: var(--ink); }
.other { font-size: 13px; }
main { padding-top: 22px; padding-bottom: 60px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; overflow-wrap: anywhere; } h1 + dl, h1 + .scroll { margin-top: 12px !important; }
h2 { font-size: 16px; margin: 30px 0 8px; }
h3 { font-size: 14px; margin: 18px 0 6px; }
p { margin: 6px 0; }
.dim { color: var(--dim); }
.note { color: var(--dim); font-size: 13px; margin: 0 0 14px; }
.card, .scroll, pre, dl.facts { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: 0 0 6px; font-weight: 600; }
th, td { text-align: left; padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: middle; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: 12px; font-weight: 600; color: var(--dim); white-space: nowrap; }
tbody th { font-weight: 500; }
.picture { width: 72px; height: 48px; object-fit: cover; border-radius: 5px; display: block; background: var(--line); }
.badge { display: inline-block; padding: 1px 8px; border: 1px solid var(--line); border-radius: 999px; font-size: 12px; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.nowrap { white-space: nowrap; }
.new { animation: arrive 4s ease-out; }
@keyframes arrive { from { background: color-mix(in srgb, var(--mark) 30%, transparent); } to { background: transparent; } }
@media (prefers-reduced-motion: reduce) { .new { animation: none; } }
form.filter { display: flex; flex-wrap: wrap; gap: 10px 12px; align-items: end; margin: 0 0 14px; }
form.filter label { display: grid; gap: 2px; font-size: 12px; color: var(--dim); }
input, select, button, .button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: 6px 10px; min-height: 36px; max-width: 100%; }
input[type=search] { width: 260px; }
select { max-width: 220px; }
button, .button { cursor: pointer; display: inline-block; }
.button:hover, button:hover { border-color: var(--mark); text-decoration: none; }
.primary { background: var(--mark); color: var(--card); border-color: var(--mark); font-weight: 600; }
pre { padding: 14px; overflow: auto; max-height: 70vh; font: 12.5px/1.5 ui-monospace, monospace; margin: 0; tab-size: 2; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 18px; margin: 0; padding: 14px; }
dl.facts dt { color: var(--dim); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.top { display: flex; gap: 18px; align-items: flex-start; margin: 4px 0 18px; }
.top .picture { width: 150px; height: 100px; flex: none; }
.top .button { margin-top: 8px; }
.cells td, .cells th { white-space: nowrap; max-width: 320px; overflow: hidden; text-overflow: ellipsis; padding: 4px 10px; font-size: 13px; }
.pages { display: flex; gap: 14px; align-items: center; margin: 10px 0; font-size: 14px; }
.where { font-weight: 600; white-space: nowrap; }
.where::before { display: inline-block; width: 1.4em; }
.here { color: var(--here); } .here.where::before { content: '●'; }
.there { color: var(--there); } .there.where::before { content: '◆'; }
.elsewhere { color: var(--else); } .elsewhere.where::before { content: '↗'; }
.broken { color: var(--broken); } .broken.where::before { content: '✕'; }
.path { font: 12.5px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.value { overflow-wrap: anywhere; font-size: 13px; }
mark { background: none; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; font-weight: 600; }
mark.broken { text-decoration-style: wavy; } mark.elsewhere { text-decoration-style: dotted; }
.files { list-style: none; padding: 0; margin: 0; display: grid; gap: 8px; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); }
.files li { padding: 8px 10px; display: flex; gap: 10px; align-items: center; overflow-wrap: anywhere; }
.files img { max-width: 64px; max-height: 48px; border-radius: 4px; }
.map { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 14px; height: min(74vh, 760px); }
.canvas { position: relative; overflow: hidden; background: #e9edf1; min-height: 300px; }
.canvas:focus-visible { outline-offset: -3px; }
.side { overflow: auto; padding: 10px 14px; } .side h2 { margin-top: 6px; } .side ul + h2 { margin-top: 18px; }
.side ul { list-style: none; margin: 0; padding: 0; } .side ul ul { padding-left: 20px; }
.side li { margin: 4px 0; } .side label { display: flex; gap: 8px; align-items: baseline; }
.side input { min-height: 0; }
.legend { margin: 2px 0 6px 24px; font-size: 13px; color: var(--dim); }
.legend div { display: flex; gap: 8px; align-items: center; } .legend svg, .legend img { flex: none; background: #e9edf1; border-radius: 3px; }
.canvas:focus-visible::after { content: '+'; position: absolute; left: 50%; top: 50%; transform: translate(-50%, -50%); font-size: 26px; color: #1b2530; pointer-events: none; }
.trouble { color: var(--broken); font-size: 13px; margin-left: 24px; }
.origin { font-size: 12px; margin-left: 24px; overflow-wrap: anywhere; }
.popup { position: absolute; right: 10px; top: 10px; bottom: auto; max-height: calc(100% - 20px); width: min(320px, calc(100% - 20px)); overflow: auto; padding: 10px 14px; z-index: 3; box-shadow: 0 4px 16px #0004; }
.popup header { display: flex; gap: 10px; justify-content: space-between; align-items: start; }
.popup h2 { margin: 4px 0 6px; font-size: 15px; overflow-wrap: anywhere; } .popup button { min-height: 28px; padding: 0 8px; }
.popup table { font-size: 13px; } .popup td, .popup th { padding: 3px 6px 3px 0; vertical-align: top; overflow-wrap: anywhere; }
@media (max-width: 820px) { .bar > div { padding-top: 10px; padding-bottom: 8px; } .bar nav { order: 2; flex-basis: 100%; } .other { order: 1; } body { overflow-wrap: anywhere; } .map { grid-template-columns: 1fr; height: auto; } .canvas { height: 60vh; } .side { max-height: 40vh; } dl.facts { grid-template-columns: 1fr; } dl.facts dd { margin-bottom: 6px; } }
`;
