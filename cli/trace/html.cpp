#include "cli/trace/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/emulator/svg_parts.hpp"
#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

constexpr std::string_view style = R"(
:root { --page: #ffffff; --text: #1f2328; --faint: #59636e; --row: #f6f8fa; --grid: #d1d9e0;
  --task: #0969da; --drivers: #1b7c83; --scheduler: #818b98; --sleep: #d1d9e0; --interrupt: #bc4c00;
  --scope: #1a7f37; --marks: #8250df; --pin: #0969da; --on: #ffffff; --lost: #cf222e; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --text: #f0f6fc; --faint: #9198a1;
  --row: #151b23; --grid: #3d444d; --task: #4493f8; --drivers: #39c5cf; --scheduler: #9198a1;
  --sleep: #3d444d; --interrupt: #db6d28; --scope: #3fb950; --marks: #ab7df8; --pin: #4493f8;
  --on: #0d1117; --lost: #f85149 } }
body { margin: 0; background: var(--page); color: var(--text); font: 13px/1.4 system-ui, sans-serif }
header { padding: 12px 16px 4px; display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline }
h1 { font-size: 16px; margin: 0 }
header span, p { color: var(--faint) }
button { font: inherit; color: var(--text); background: var(--row); border: 1px solid var(--grid);
  border-radius: 4px; padding: 1px 8px; cursor: pointer }
canvas { display: block; width: 100%; cursor: grab; outline-offset: -2px; touch-action: none }
canvas.moving { cursor: grabbing }
#tip { position: fixed; pointer-events: none; display: none; max-width: 28em; padding: 4px 8px;
  background: var(--page); border: 1px solid var(--faint); border-radius: 4px; white-space: pre-line;
  box-shadow: 0 2px 6px #0004 }
table { border-collapse: collapse; margin: 8px 16px 24px } th, td { text-align: right; padding: 1px 14px 1px 0 }
th { color: var(--faint); font-weight: normal } th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left }
td { font-variant-numeric: tabular-nums }
)";

// Draws what is in view: what is narrower than a pixel becomes a band, so that the time to draw
// does not depend on how much there is in it.
constexpr std::string_view script = R"js(
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const canvas = document.querySelector('canvas'), tip = document.getElementById('tip');
const g = canvas.getContext('2d');
const left = 190, top_ = 30, row = 30, pad = 6;
const length = Math.max(1, data.end - data.begin);
let from = 0, to = length, width = 0, colors = {}, mouse = null, drag = null;

const color = name => colors[name];
const x = t => left + (width - left - 12) * (t - from) / (to - from);
const time = px => from + (to - from) * (px - left) / (width - left - 12);
const number = v => String(+v.toPrecision(4));
function pretty(us) {
  if (Math.abs(us) < 1e3) return number(us) + ' µs';
  return Math.abs(us) < 1e6 ? number(us / 1e3) + ' ms' : number(us / 1e6) + ' s';
}
/* The first item that ends at or after `t`. Items of interrupts nest, hence a few more to the left. */
function first(items, t, key) {
  let a = 0, b = items.length;
  while (a < b) { const m = (a + b) >> 1; if (items[m][0] < t) a = m + 1; else b = m; }
  return Math.max(0, a - key);
}

function resize() {
  const box = canvas.clientWidth, ratio = window.devicePixelRatio || 1;
  width = box;
  const height = top_ + row * data.tracks.length + 8;
  canvas.style.height = height + 'px';
  canvas.width = Math.round(box * ratio);
  canvas.height = Math.round(height * ratio);
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  const css = getComputedStyle(document.documentElement);
  for (const name of ['page', 'text', 'faint', 'row', 'grid', 'task', 'drivers', 'scheduler', 'sleep',
      'interrupt', 'scope', 'marks', 'pin', 'on', 'lost']) colors[name] = css.getPropertyValue('--' + name).trim();
  draw();
}

function axis(height) {
  const want = (to - from) / Math.max(2, (width - left) / 110);
  const power = Math.pow(10, Math.floor(Math.log10(want)));
  const step = Math.max(1, power * [1, 2, 5, 10].find(m => m * power >= want));
  g.textAlign = 'center';
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
    const px = Math.round(x(t)) + 0.5;
    g.strokeStyle = color('grid');
    g.beginPath(); g.moveTo(px, top_ - 6); g.lineTo(px, height); g.stroke();
    g.fillStyle = color('faint');
    if (px < width - 24) g.fillText(pretty(t), px, top_ - 11);
  }
  g.textAlign = 'left';
}

function fitted(text, room) {
  if (g.measureText(text).width <= room) return text;
  let n = text.length;
  while (n > 0 && g.measureText(text.slice(0, n) + '…').width > room) --n;
  return n > 0 ? text.slice(0, n) + '…' : '';
}

function slices(track, y) {
  let band = null;
  const flush = () => {
    if (!band) return;
    const w = Math.max(1, band.b - band.a);
    g.globalAlpha = band.n === 1 ? 1 : Math.min(1, Math.max(0.35, band.busy / w));
    g.fillStyle = color(track.k);
    g.fillRect(band.a, y + pad, w, row - 2 * pad);
    g.globalAlpha = 1;
    if (band.n === 1 && w > 40 && track.k !== 'sleep') {
      g.fillStyle = color('on');
      const begin = Math.max(band.a, left) + 4;
      const text = pretty(band.s[1] - band.s[0]);
      if (g.measureText(text).width < band.b - begin - 3) g.fillText(text, begin, y + row / 2 + 4);
    }
    band = null;
  };
  for (let i = first(track.s, from, 8); i < track.s.length; ++i) {
    const s = track.s[i];
    if (s[0] > to) break;
    if (s[1] < from) continue;
    const a = Math.max(x(s[0]), left), b = Math.min(x(s[1]), width);
    if (band && a - band.b < 0.8) {
      band.b = Math.max(band.b, b, a + 1); band.n++; band.busy += b - a;
    } else {
      flush();
      band = { a, b: Math.max(b, a + 1), n: 1, busy: b - a, s };
    }
  }
  flush();
}

function levels(track, y) {
  const high = y + pad, low = y + row - pad;
  g.strokeStyle = color('pin'); g.fillStyle = color('pin'); g.lineWidth = 1.5;
  g.beginPath();
  let i = first(track.l, from, 1), px = null, open = false;
  for (; i < track.l.length; ++i) {
    const [t, level] = track.l[i];
    const next = i + 1 < track.l.length ? track.l[i + 1][0] : length;
    if (t > to) break;
    if (next < from) continue;
    let a = Math.max(x(t), left), b = Math.min(x(next), width);
    if (b - a < 1 && i + 2 < track.l.length) {  // too dense to tell: up to where it is no more
      let k = i + 1;
      while (k + 1 < track.l.length && x(track.l[k + 1][0]) - x(track.l[k][0]) < 1 && track.l[k][0] < to) ++k;
      if (k - i > 2) {
        b = Math.min(x(track.l[k][0]), width);
        g.globalAlpha = 0.45; g.fillRect(a, high, Math.max(1, b - a), low - high); g.globalAlpha = 1;
        i = k - 1; open = false; continue;
      }
    }
    const v = level ? high : low;
    if (open) g.lineTo(a, v); else g.moveTo(a, v);
    g.lineTo(b, v); open = true;
  }
  g.stroke(); g.lineWidth = 1;
}

function instants(track, y) {
  let free = 0;
  for (let i = first(track.i, from, 0); i < track.i.length && track.i[i][0] <= to; ++i) {
    const px = x(track.i[i][0]);
    if (px < free) continue;
    const middle = y + row / 2;
    g.fillStyle = color('marks');
    g.beginPath(); g.moveTo(px, middle - 5); g.lineTo(px + 4, middle); g.lineTo(px, middle + 5);
    g.lineTo(px - 4, middle); g.fill();
    free = px + 4;
    if (track.k !== 'marks') continue;
    const room = (i + 1 < track.i.length ? x(track.i[i + 1][0]) - 6 : width) - px - 7;
    g.fillStyle = color('text');
    g.fillText(fitted(track.i[i][1], room), px + 7, middle + 4);
  }
}

function arrows() {
  const seen = new Set(), list = [];
  for (let i = first(data.arrows, from, 0); i < data.arrows.length; ++i) {
    const [end, begin, a, b] = data.arrows[i];
    if (begin > to || a === b || data.tracks[a].k === 'scheduler') continue;
    const key = a + ',' + b + ',' + Math.round(x(begin) / 3) + ',' + Math.round(x(end) / 3);
    if (seen.has(key)) continue;
    seen.add(key); list.push([begin, end, a, b]);
    if (list.length > 400) return;  // a tangle
  }
  g.save(); g.beginPath(); g.rect(left, top_, width - left, canvas.clientHeight); g.clip();
  g.strokeStyle = g.fillStyle = color('marks');
  for (const [begin, end, a, b] of list) {
    const down = b > a ? 1 : -1, x1 = x(begin), x2 = x(end);
    const y1 = top_ + row * (a + 0.5) + down * (row / 2 - pad), y2 = top_ + row * (b + 0.5) - down * (row / 2 - pad);
    g.globalAlpha = 0.75; g.beginPath(); g.moveTo(x1, y1); g.lineTo(x2, y2); g.stroke(); g.globalAlpha = 1;
    g.beginPath(); g.moveTo(x2, y2); g.lineTo(x2 - 3, y2 - 6 * down); g.lineTo(x2 + 3, y2 - 6 * down); g.fill();
  }
  g.restore();
}

function draw() {
  const height = top_ + row * data.tracks.length;
  g.font = '12px system-ui, sans-serif';
  g.fillStyle = color('page'); g.fillRect(0, 0, width, height + 8);
  data.tracks.forEach((track, i) => {
    if (i % 2) return;
    g.fillStyle = color('row'); g.fillRect(0, top_ + row * i, width, row);
  });
  axis(height);
  for (const [a, b] of data.gaps) {
    g.globalAlpha = 0.16; g.fillStyle = color('lost');
    g.fillRect(Math.max(left, x(a)), top_, Math.max(1, Math.min(x(b), width) - Math.max(left, x(a))), height - top_); g.globalAlpha = 1;
  }
  g.save(); g.beginPath(); g.rect(left - 5, 0, width - left + 5, height); g.clip();
  data.tracks.forEach((track, i) => {
    const y = top_ + row * i;
    slices(track, y);
    if (track.l.length) levels(track, y);
    instants(track, y);
  });
  g.restore();
  arrows();
  data.tracks.forEach((track, i) => {
    g.fillStyle = color('text'); g.font = 'bold 12px system-ui, sans-serif';
    g.fillText(fitted(track.n, left - 20), 12, top_ + row * i + row / 2 + 4);
  });
  g.font = '12px system-ui, sans-serif';
  if (mouse && mouse.x > left) {
    g.strokeStyle = color('faint'); g.beginPath();
    g.moveTo(Math.round(mouse.x) + 0.5, top_ - 6); g.lineTo(Math.round(mouse.x) + 0.5, height); g.stroke();
  }
  document.getElementById('view').textContent = pretty(to - from) + ' from ' + pretty(from);
}

function show(a, b) {
  const least = Math.min(10, length), span = Math.min(length, Math.max(least, b - a));
  from = Math.min(Math.max(0, (a + b - span) / 2), length - span);
  to = from + span;
  draw();
}
function zoom(factor, at) { show(at - (at - from) * factor, at + (to - at) * factor); }
function pan(share) { const d = (to - from) * share; show(from + d, to + d); }

function under(px, py) {
  const track = data.tracks[Math.floor((py - top_) / row)];
  if (!track || px < left || py < top_) return '';
  const t = time(px), near = (to - from) / (width - left) * 4;
  const lines = [track.n + ' at ' + pretty(t)];
  for (let i = first(track.i, t - near, 0); i < track.i.length && track.i[i][0] <= t + near; ++i)
    lines.push(track.i[i][1] + ' at ' + pretty(track.i[i][0]));
  let best = null;
  for (let i = first(track.s, t - near, 8); i < track.s.length && track.s[i][0] <= t + near; ++i) {
    const s = track.s[i], d = t < s[0] ? s[0] - t : t > s[1] ? t - s[1] : 0;
    if (d <= near && (!best || d <= best.d)) best = { d, s };
  }
  if (best) lines.push(pretty(best.s[1] - best.s[0]) + ', begun at ' + pretty(best.s[0]) + (best.s[2] ? '\n' + best.s[2] : ''));
  if (track.l.length) {
    const i = first(track.l, t, 1);
    const level = track.l[i + 1] && track.l[i + 1][0] <= t ? track.l[i + 1] : track.l[i];
    if (level[0] <= t) lines.push((level[1] ? 'high' : 'low') + ' since ' + pretty(level[0]));
  }
  return lines.slice(0, 8).join('\n');
}

canvas.addEventListener('wheel', event => {
  event.preventDefault();
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return pan((event.deltaX || event.deltaY) / 1000);
  zoom(Math.pow(1.0016, event.deltaY), time(Math.max(left, event.offsetX)));
}, { passive: false });
canvas.addEventListener('pointerdown', event => {
  canvas.setPointerCapture(event.pointerId);
  drag = { x: event.offsetX, from, to }; canvas.classList.add('moving');
});
canvas.addEventListener('pointerup', () => { drag = null; canvas.classList.remove('moving'); });
canvas.addEventListener('pointermove', event => {
  mouse = { x: event.offsetX };
  if (drag) {
    const d = (drag.x - event.offsetX) * (drag.to - drag.from) / (width - left - 12);
    show(drag.from + d, drag.to + d);
  } else draw();
  const text = under(event.offsetX, event.offsetY);
  tip.style.display = text && !drag ? 'block' : 'none';
  tip.textContent = text;
  tip.style.left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8) + 'px';
  tip.style.top = Math.min(event.clientY + 14, window.innerHeight - tip.offsetHeight - 8) + 'px';
});
canvas.addEventListener('pointerleave', () => { mouse = null; tip.style.display = 'none'; draw(); });
canvas.addEventListener('dblclick', () => show(0, length));
document.addEventListener('keydown', event => {
  const middle = mouse && mouse.x > left ? time(mouse.x) : (from + to) / 2;
  const act = { '+': () => zoom(0.7, middle), '-': () => zoom(1 / 0.7, middle), '0': () => show(0, length),
    w: () => zoom(0.7, middle), s: () => zoom(1 / 0.7, middle), a: () => pan(-0.2), d: () => pan(0.2),
    ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2) }[event.key];
  if (act && !event.ctrlKey && !event.metaKey) { event.preventDefault(); act(); }
});
document.getElementById('in').onclick = () => zoom(0.5, (from + to) / 2);
document.getElementById('out').onclick = () => zoom(2, (from + to) / 2);
document.getElementById('all').onclick = () => show(0, length);
window.addEventListener('resize', resize);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', resize);
const view = /^#(\d+)-(\d+)$/.exec(location.hash);  // #1000-2000: microseconds
if (view) { from = Math.min(+view[1], length - 1); to = Math.max(from + 1, Math.min(+view[2], length)); }
resize();
)js";

/// Text that a script element may hold: nothing in it ends the element.
std::string inside_script(std::string json) {
    std::string safe;
    for (const char c : json) c == '<' ? safe += "\\u003c" : safe += c;
    return safe;
}

std::string track_json(const TraceTrack& track, std::int64_t begin) {
    std::vector<std::string> slices;
    std::vector<std::string> instants;
    std::vector<std::string> levels;
    for (const TraceSlice& slice : track.slices) {
        slices.push_back(slice.note.empty()
                             ? fmt::format("[{},{}]", slice.begin - begin, slice.end - begin)
                             : fmt::format("[{},{},{}]", slice.begin - begin, slice.end - begin,
                                           json_string(slice.note)));
    }
    for (const TraceInstant& instant : track.instants) {
        instants.push_back(fmt::format("[{},{}]", instant.time - begin, json_string(instant.text)));
    }
    for (const TraceLevel& level : track.levels) {
        levels.push_back(fmt::format("[{},{}]", level.time - begin, level.high ? 1 : 0));
    }
    return json_object({{"k", json_string(name_of(track.kind))},
                        {"n", json_string(track.name)},
                        {"s", json_list(slices)},
                        {"i", json_list(instants)},
                        {"l", json_list(levels)}});
}

std::string data_json(const Timeline& timeline) {
    std::vector<std::string> tracks;
    std::vector<std::string> arrows;
    std::vector<std::string> gaps;
    for (const TraceTrack& track : timeline.tracks) {
        tracks.push_back("\n" + track_json(track, timeline.begin));
    }
    for (const TraceArrow& arrow : timeline.arrows) {
        arrows.push_back(fmt::format("[{},{},{},{}]", arrow.end - timeline.begin,
                                     arrow.begin - timeline.begin, arrow.from, arrow.to));
    }
    for (const TraceSlice& gap : timeline.gaps) {
        gaps.push_back(
            fmt::format("[{},{}]", gap.begin - timeline.begin, gap.end - timeline.begin));
    }
    return json_object({{"begin", std::to_string(timeline.begin)},
                        {"end", std::to_string(timeline.end)},
                        {"tracks", json_list(tracks)},
                        {"arrows", json_list(arrows)},
                        {"gaps", json_list(gaps)}});
}

std::string table(const Timeline& timeline) {
    const auto length =
        static_cast<double>(std::max<std::int64_t>(1, timeline.end - timeline.begin));
    std::string rows;
    for (const TraceTrack& track : timeline.tracks) {
        if (track.slices.empty()) continue;
        rows += fmt::format(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:.2f} %</td><td>{}</td></tr>\n",
            name_of(track.kind), svg_text(track.name), track.slices.size(),
            pretty_time(track.busy()), 100.0 * static_cast<double>(track.busy()) / length,
            pretty_time(track.longest()));
    }
    return "<table>\n<tr><th></th><th></th><th>times</th><th>in all</th><th>share</th>"
           "<th>longest</th></tr>\n" +
           rows + "</table>\n";
}

}  // namespace

std::string trace_page(const Timeline& timeline, std::string_view title) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>{0}</title>\n<style>{1}</style></head><body>\n"
        "<header><h1>{0}</h1><span id=\"view\"></span><span>wheel: zoom, drag: move, double click: "
        "all</span><span><button id=\"in\">+</button> <button id=\"out\">−</button> "
        "<button id=\"all\">all</button></span></header>\n"
        "<canvas tabindex=\"0\"></canvas>\n<div id=\"tip\"></div>\n{2}"
        "<script type=\"application/json\" id=\"data\">{3}</script>\n"
        "<script>{4}</script>\n</body></html>\n",
        svg_text(title), style, table(timeline), inside_script(data_json(timeline)), script);
}

}  // namespace perth::cli
