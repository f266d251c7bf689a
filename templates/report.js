/* Behaviour of a report: theme, sorting, copying, flame graphs. The page says everything without it. */
(function () {
'use strict';
var doc = document, root = doc.documentElement;
function all(selector, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(selector)); }
function make(tag, className, text) {
  var e = doc.createElement(tag);
  if (className) e.className = className;
  if (text) e.textContent = text;
  if (tag === 'button') e.type = 'button';
  return e;
}

/* ---- theme: auto, light, dark; kept where the browser allows it */
(function () {
  var nav = doc.querySelector('nav.toc'), modes = ['auto', 'light', 'dark'], mode = 'auto';
  if (!nav) return;
  try { mode = localStorage.getItem('gen-theme') || 'auto'; } catch (e) { /* file: without storage */ }
  if (modes.indexOf(mode) < 0) mode = 'auto';
  var button = make('button'), box = make('p');
  function apply() {
    if (mode === 'auto') root.removeAttribute('data-theme'); else root.setAttribute('data-theme', mode);
    button.textContent = 'Theme: ' + mode;
    try { localStorage.setItem('gen-theme', mode); } catch (e) { /* as above */ }
  }
  button.onclick = function () { mode = modes[(modes.indexOf(mode) + 1) % 3]; apply(); };
  box.appendChild(button);
  nav.appendChild(box);
  apply();
})();

/* ---- tables: sort by a column, within each group */
function rawNumber(cell) {
  var v = cell ? cell.getAttribute('data-v') : null;
  return v === null || v === '' ? null : +v;
}
function columnCell(row, column) {
  for (var i = 0, at = 0; i < row.cells.length; i++) {
    if (at === column) return row.cells[i];
    at += row.cells[i].colSpan;
  }
  return null;
}
function compareRows(a, b, column, direction) {
  var ca = columnCell(a, column), cb = columnCell(b, column), x = rawNumber(ca), y = rawNumber(cb);
  if (x !== null && y !== null) return direction * (x - y);
  if (x !== null || y !== null) return x === null ? 1 : -1;
  var s = ca ? ca.textContent : '', t = cb ? cb.textContent : '';
  return direction * s.localeCompare(t, 'en', {numeric: true});
}
function sortTable(table, head) {
  var direction = head.getAttribute('aria-sort') === 'descending' ? 1 : -1, column = +head.getAttribute('data-s');
  all('th[aria-sort]', table).forEach(function (o) { o.removeAttribute('aria-sort'); });
  head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
  Array.prototype.forEach.call(table.tBodies, function (body) {
    var total = body.querySelector('tr.tot');
    all('tr', body).filter(function (r) { return r !== total && !r.querySelector('th.g'); })
      .map(function (r, i) { return {row: r, at: i}; })
      .sort(function (a, b) { return compareRows(a.row, b.row, column, direction) || a.at - b.at; })
      .forEach(function (o) { body.insertBefore(o.row, total); });
  });
}
all('table.sort').forEach(function (table) {
  all('th[data-s]', table.tHead).forEach(function (head) {
    var button = make('button');
    while (head.firstChild) button.appendChild(head.firstChild);
    head.appendChild(button);
    button.onclick = function () { sortTable(table, head); };
  });
});

/* ---- tags: the rows of one alone; a link to all of them without this */
(function () {
  var table = doc.getElementById('t-suite'), data = doc.getElementById('gen-data'), links = all('a.tag');
  if (!table || !data || !links.length) return;
  var note = make('p', 'tagged'), words = make('span'), button = make('button', 'lbtn', 'Show all');
  function show(index) {
    var names = {}, report = index === null ? null : JSON.parse(data.textContent), tag = report && report.tags[index].tag;
    if (report) report.comparisons.forEach(function (row) {
      if (row.tags.indexOf(tag) >= 0) names['$' + row.benchmark] = true;
    });
    all('tbody tr', table).forEach(function (row) {
      var head = row.querySelector('th[scope=row]');
      row.hidden = tag !== null && !!head && !names['$' + head.textContent.trim()];
    });
    words.textContent = tag === null ? '' : 'Only benchmarks tagged ' + tag + '. ';
    note.hidden = tag === null;
  }
  button.onclick = function () { show(null); };
  note.appendChild(words);
  note.appendChild(button);
  note.setAttribute('aria-live', 'polite');
  table.parentNode.parentNode.insertBefore(note, table.parentNode);
  show(null);
  links.forEach(function (link) {
    link.addEventListener('click', function () {
      var fold = table.closest('details');
      if (fold) fold.open = true;
      show(+link.getAttribute('data-v'));
    });
  });
})();

/* ---- copying tables and commands, saving the data */
function copyText(text, done) {
  if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, function () {}); return; }
  var area = make('textarea');
  area.value = text;
  doc.body.appendChild(area);
  area.select();
  try { if (doc.execCommand('copy')) done(); } catch (e) { /* nothing was copied, nothing is claimed */ }
  doc.body.removeChild(area);
}
function addCopy(parent, text, label) {
  var button = make('button', 'tbtn', 'Copy');
  button.setAttribute('aria-label', 'Copy ' + label);
  button.onclick = function () {
    copyText(text(), function () {
      button.textContent = 'Copied';
      setTimeout(function () { button.textContent = 'Copy'; }, 1500);
    });
  };
  parent.insertBefore(button, parent.firstChild);
}
function tableText(table) {
  return all('tr', table).map(function (row) {
    return Array.prototype.map.call(row.cells, function (c) { return c.textContent.replace(/\s+/g, ' ').trim(); }).join('\t');
  }).join('\n');
}
all('table').forEach(function (table) {
  if (table.caption) addCopy(table.caption, function () { return tableText(table); }, 'table as tab-separated text');
});
all('pre').forEach(function (pre) {
  var box = make('div');
  pre.parentNode.insertBefore(box, pre);
  box.appendChild(pre);
  pre.tabIndex = 0;
  addCopy(box, function () { return pre.textContent; }, 'command');
});
all('.save').forEach(function (place) {
  var data = doc.getElementById('gen-data');
  if (!data) return;
  var button = make('button', 'lbtn', 'Save report.json');
  button.onclick = function () {
    var link = make('a');
    link.href = URL.createObjectURL(new Blob([data.textContent], {type: 'application/json'}));
    link.download = 'report.json';
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  };
  place.appendChild(button);
});

/* ---- flame graphs: zoom, keys, search. A frame is {g, rect, text, x, w, y, h, ...} in drawing order, callers first */
var SVG = 'http://www.w3.org/2000/svg', EDGE = 0.6;
function readFrame(g, group, groupAt) {
  var rect = g.querySelector('rect'), text = g.querySelector('text'), module = g.getAttribute('data-m');
  return {g: g, group: group, at: groupAt, rect: rect, text: text, title: (g.querySelector('title') || g).textContent,
    name: (g.getAttribute('data-n') || '') + (module ? ' ' + module : ''), value: +g.getAttribute('data-v'),
    x: +rect.getAttribute('x'), w: +rect.getAttribute('width'), y: +rect.getAttribute('y'), h: +rect.getAttribute('height'),
    textX: text ? text.getAttribute('x') : 0, parts: text ? all('tspan', text).length || text.textContent : null,
    nodes: text ? Array.prototype.map.call(text.childNodes, function (c) { return c.cloneNode(true); }) : null};
}
function holds(a, b) { return a.x <= b.x + EDGE && a.x + a.w >= b.x + b.w - EDGE; }
function Flame(svg) {
  var figure = svg.closest('figure'), frames = [], zoomed = null, width = svg.viewBox.baseVal.width;
  var detail = figure.querySelector('.fdet'), input = figure.querySelector('input'), result = figure.querySelector('.fres');
  var pen = doc.createElement('canvas').getContext('2d'), size = +svg.getAttribute('font-size');
  pen.font = size + 'px ' + getComputedStyle(svg).fontFamily;
  all('g.fg', svg).forEach(function (group, i) {
    all('g.fr', group).forEach(function (g) {
      if (g.querySelector('rect')) frames.push(readFrame(g, group, i));
    });
  });
  if (!frames.length) return;
  svg.setAttribute('role', 'group');
  frames.forEach(function (f, i) {
    f.g.setAttribute('tabindex', i ? '-1' : '0');
    f.g.setAttribute('role', 'button');
    if (f.text) f.text.setAttribute('aria-hidden', 'true'); /* the title names it in full */
  });
  all('.tool', figure).forEach(function (tool) { tool.hidden = false; });
  function show(f) { if (detail) detail.textContent = f ? f.title : ''; }
  function focus(f) {
    if (!f) return;
    all('g.fr[tabindex="0"]', svg).forEach(function (g) { g.setAttribute('tabindex', '-1'); });
    f.g.setAttribute('tabindex', '0');
    f.g.focus();
    show(f);
  }
  function fit(text, room) {
    if (pen.measureText(text).width <= room) return text;
    var low = 0, high = text.length;
    while (low < high) {
      var mid = (low + high + 1) >> 1;
      if (pen.measureText(text.slice(0, mid) + '…').width <= room) low = mid; else high = mid - 1;
    }
    return low > 2 ? text.slice(0, low) + '…' : '';
  }
  function place(f, x, w) {
    f.g.removeAttribute('display');
    f.rect.setAttribute('x', x.toFixed(2));
    f.rect.setAttribute('width', Math.max(0.4, w).toFixed(2));
    if (!f.text) {
      f.text = doc.createElementNS(SVG, 'text');
      f.text.setAttribute('class', 'f-fink');
      f.text.setAttribute('aria-hidden', 'true');
      f.text.setAttribute('fill', '#1c1b19');
      f.text.setAttribute('y', (f.y + f.h * 0.72).toFixed(2));
      f.g.appendChild(f.text);
    }
    f.text.setAttribute('x', (x + 3).toFixed(2));
    f.text.textContent = fit(f.name, w - 6);
  }
  function reset() {
    zoomed = null;
    frames.forEach(function (f) {
      f.g.removeAttribute('display');
      f.rect.setAttribute('x', f.x);
      f.rect.setAttribute('width', f.w);
      if (!f.text) return;
      f.text.textContent = '';
      if (!f.nodes) return;
      f.nodes.forEach(function (n) { f.text.appendChild(n.cloneNode(true)); });
      f.text.setAttribute('x', f.textX);
    });
    show(null);
  }
  function zoom(f) {
    var was = zoomed, scale = width / f.w;
    reset();
    if (was === f || f.w >= width * 0.995) return;
    zoomed = f;
    frames.forEach(function (o) {
      if (o.group !== f.group) return;
      if (o.y < f.y - 1 && holds(o, f)) place(o, 0, width);
      else if (o.y >= f.y - 1 && holds(f, o)) place(o, (o.x - f.x) * scale, o.w * scale);
      else o.g.setAttribute('display', 'none');
    });
    svg.setAttribute('data-zoom', scale.toFixed(1));
    if (detail) detail.textContent = 'Zoomed ×' + scale.toFixed(1) + ' (this graph only): ' + f.title;
  }
  function pick(f, test, order) {
    var found = frames.filter(function (o) { return o.group === f.group && o !== f && test(o); });
    return order ? found.sort(order)[0] : found[0];
  }
  function neighbour(f, key) {
    if (key === 'ArrowDown')
      return pick(f, function (o) { return o.y > f.y + 1 && o.y < f.y + f.h * 1.6 && holds(f, o); }, function (a, b) { return b.w - a.w; }) ||
        frames.filter(function (o) { return o.at === f.at + 1; })[0];
    if (key === 'ArrowUp')
      return pick(f, function (o) { return o.y < f.y - 1 && o.y > f.y - f.h * 1.6 && holds(o, f); }) ||
        frames.filter(function (o) { return o.at === f.at - 1; })[0];
    if (key === 'ArrowRight')
      return pick(f, function (o) { return Math.abs(o.y - f.y) < 1 && o.x > f.x; }, function (a, b) { return a.x - b.x; });
    return pick(f, function (o) { return Math.abs(o.y - f.y) < 1 && o.x < f.x; }, function (a, b) { return b.x - a.x; });
  }
  function search() {
    var wanted = input.value.toLowerCase(), n = 0, groups = {}, top = null;
    frames.forEach(function (f) {
      var hit = wanted.length > 0 && f.name.toLowerCase().indexOf(wanted) >= 0;
      f.g.classList.toggle('hit', hit);
      groups[f.at] = groups[f.at] || {name: f.group.getAttribute('data-name') || '', total: +f.group.getAttribute('data-total'), sum: 0};
      if (!hit) return;
      n++;
      if (top && top.at === f.at && top.y < f.y && holds(top, f)) return;
      top = f;
      groups[f.at].sum += f.value;
    });
    result.textContent = !wanted ? '' : n + ' frame' + (n === 1 ? '' : 's') + ': ' + Object.keys(groups).map(function (k) {
      var g = groups[k];
      return (g.name ? g.name + ' ' : '') + (g.total > 0 ? (100 * g.sum / g.total).toFixed(1) : '0') + ' %';
    }).join(', ');
  }
  frames.forEach(function (f) {
    f.g.addEventListener('click', function () { focus(f); zoom(f); });
    f.g.addEventListener('mouseenter', function () { show(f); });
  });
  svg.addEventListener('keydown', function (event) {
    var f = frames.filter(function (o) { return o.g === doc.activeElement; })[0], key = event.key;
    if (!f) return;
    if (key.indexOf('Arrow') === 0) focus(neighbour(f, key));
    else if (key === 'Enter' || key === ' ') zoom(f);
    else if (key === 'Escape' || key === '0') reset();
    else if (key === '/' && input) input.focus();
    else return;
    event.preventDefault();
  });
  if (input) input.addEventListener('input', search);
  all('.freset', figure).forEach(function (button) {
    button.onclick = function () { reset(); if (input) { input.value = ''; search(); } };
  });
}
all('svg.flame').forEach(Flame);
})();
