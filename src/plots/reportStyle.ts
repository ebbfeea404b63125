/** Style sheet of {@link htmlReport}: system fonts, one column on a phone, ink on white paper. */
export const reportStyle = `
:root { color-scheme: light; --ink: #1c2733; --soft: #55616d; --line: #dde2e7; --paper: #fff; --ground: #f4f6f8; --accent: #0072b2; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 40px; }
h1 { margin: 0; font-size: clamp(1.6rem, 4vw, 2.25rem); line-height: 1.2; letter-spacing: -.015em; text-wrap: balance; }
.subtitle { margin: 8px 0 0; color: var(--soft); max-width: 70ch; }
.banner { margin: 20px 0 0; padding: 12px 16px; border-left: 4px solid #e69f00; border-radius: 6px; background: #fff6e0; }
section { margin: 32px 0; }
h2 { margin: 0 0 12px; font-size: 1.2rem; line-height: 1.3; }
.note { margin: 0 0 14px; color: var(--soft); max-width: 75ch; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.card dt { color: var(--soft); font-size: .875rem; }
.card dd { margin: 0; }
.card .value { font-size: 1.75rem; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.card .detail { color: var(--soft); font-size: .8125rem; line-height: 1.4; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px; align-items: start; }
figure { margin: 0; }
.figures figure { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
.figures svg { display: block; width: 100%; max-width: 440px; height: auto; margin: 0 auto; }
figcaption { color: var(--soft); font-size: .875rem; line-height: 1.45; }
.figures figcaption { margin-top: 10px; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 22px; list-style: none; padding: 0; margin: 0 0 14px; font-size: .9375rem; }
.legend li { display: flex; align-items: center; gap: 9px; }
.legend i { width: 30px; border-radius: 4px; outline: 1px solid #0002; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); gap: 14px; }
.gallery figure { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.gallery img { display: block; width: 100%; height: auto; background: #e9edf0; }
.gallery figcaption { padding: 9px 12px 11px; font-variant-numeric: tabular-nums; }
.gallery b { display: block; color: var(--ink); font-weight: 600; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 12px 16px 8px; color: var(--soft); font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: 7px 16px; border-top: 1px solid var(--line); overflow-wrap: break-word; }
thead th { color: var(--soft); font-weight: 600; font-size: .875rem; }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
footer { padding-bottom: 40px; color: var(--soft); font-size: .875rem; }
@media (max-width: 480px) { main, header, footer { padding-left: 14px; padding-right: 14px; } header { padding-top: 24px; }
  .cards { grid-template-columns: 1fr 1fr; gap: 10px; } .card { padding: 11px 12px; } .card .value { font-size: 1.3rem; }
  .figures figure { padding: 10px; } .gallery { grid-template-columns: 1fr 1fr; gap: 10px; } th, td, caption { padding-left: 12px; padding-right: 12px; } }
@media print { body { background: #fff; } section, figure, .card { break-inside: avoid; } }
`;
