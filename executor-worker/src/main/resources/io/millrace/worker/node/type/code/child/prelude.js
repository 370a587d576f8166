// Evaluated before each script, in a context of its own. What it takes from the context it takes here, before the script
// can change it. Gives what runs the script and what describes a thrown value.
(function (log, readNode, nodeIds, time, seed) {
  'use strict';
  const { parse, stringify } = JSON;
  const { defineProperty } = Object;
  const { construct } = Reflect;
  const isPromise = value => value instanceof Promise;

  const jsonOf = value => {
    try {
      return stringify(value);
    } catch {
      return undefined;
    }
  };
  const textOf = value => (typeof value === 'string' ? value : (jsonOf(value) ?? String(value)));
  const lineOf = values => values.map(value => (value instanceof Error ? String(value) : textOf(value))).join(' ');
  const console = {};
  for (const [name, level] of [['debug', 'DEBUG'], ['log', 'INFO'], ['info', 'INFO'], ['warn', 'WARN'], ['error', 'ERROR']]) {
    console[name] = (...values) => log(level, lineOf(values));
  }
  defineProperty(globalThis, 'console', { value: console, writable: true, configurable: true });

  // A run that is repeated gives what it gave: the clock stands still, and chance begins at the same place.
  const RealDate = Date;
  const NodeDate = function Date(...values) {
    return new.target === undefined
      ? new RealDate(time).toString()
      : construct(RealDate, values.length === 0 ? [time] : values, new.target);
  };
  NodeDate.prototype = RealDate.prototype;
  for (const [name, value] of [['now', () => time], ['parse', RealDate.parse], ['UTC', RealDate.UTC]]) {
    defineProperty(NodeDate, name, { value, writable: true, configurable: true });
  }
  defineProperty(RealDate.prototype, 'constructor', { value: NodeDate, writable: true, configurable: true });
  defineProperty(globalThis, 'Date', { value: NodeDate, writable: true, configurable: true });
  let state = seed;
  // mulberry32
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  // These tell when memory was freed.
  delete globalThis.WeakRef;
  delete globalThis.FinalizationRegistry;

  // An output is only read when the script looks at it.
  const nodes = {};
  for (const id of parse(nodeIds)) {
    let known = false;
    let value;
    const get = () => {
      if (!known) {
        value = parse(readNode(id));
        known = true;
      }
      return value;
    };
    const set = other => {
      value = other;
      known = true;
    };
    defineProperty(nodes, id, { get, set, enumerable: true, configurable: true });
  }

  const run = (body, input, trigger) => {
    const result = body(parse(input), parse(trigger), nodes);
    if (result === undefined) {
      return [true, 'null'];
    }
    if (isPromise(result)) {
      return [false, 'the script returned a promise; it must return the value itself'];
    }
    let json;
    try {
      json = stringify(result);
    } catch (e) {
      return [false, 'the script returned what JSON cannot hold: ' + String(e)];
    }
    return json === undefined
      ? [false, 'the script returned what JSON cannot hold: a ' + typeof result]
      : [true, json];
  };
  const describe = thrown => (thrown instanceof Error ? '' : textOf(thrown));
  return [run, describe];
})
