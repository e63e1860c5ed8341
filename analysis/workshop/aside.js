// Many lucks beside the page: the same engine in a worker made of this file's own text, so that pictures and sliders never wait for it.
'use strict';

const SLICE_ASIDE = 100;   // milliseconds between two reports of the worker

// what the worker does; its text is sent to it, after the engine's
function serve() {
  let model = null, paired = null, named = '';
  const stops = {};
  onmessage = async ({data}) => {
    if (data.module) { model = new Engine.Model(data.meta, data.module, data.build); return; }
    const {run, asked, one, other, slice} = data;
    if (data.stop) { if (stops[run]) stops[run].abort(); return; }
    const key = JSON.stringify(asked);
    if (key !== named) { paired = model.paired(asked); named = key; }
    stops[run] = new AbortController();
    try {
      const progress = (done, of, soFar) => postMessage({run, done, of, soFar});
      postMessage({run, result: await paired.run(one, other, {slice, progress, signal: stops[run].signal}), ended: true});
    } catch (fault) {
      postMessage({run, fault: fault.message, ended: true});
    }
    delete stops[run];
  };
}

class Aside {
  // source: the text of the engine's scripts
  constructor(engine, source) {
    this.engine = engine;
    this.count = 0;
    this.waiting = {};
    try {
      const worker = new Worker(URL.createObjectURL(new Blob([source, '\n(' + serve + ')();'], {type: 'text/javascript'})));
      worker.onmessage = ({data}) => { if (this.waiting[data.run]) this.waiting[data.run](data); };
      worker.onerror = worker.onmessageerror = event => { event.preventDefault(); this.alone(); };
      worker.postMessage({meta: engine.meta, module: engine.module, build: engine.build});
      this.worker = worker;
    } catch (fault) {
      this.worker = null;   // a browser that lets no file start a worker: the page does it itself, between its pictures
    }
  }

  alone() {
    this.worker = null;
    Object.values(this.waiting).forEach(hear => hear({lost: true}));
  }

  paired(asked) {
    let own = null;
    const here = (one, other, how) => { own = own || this.engine.paired(asked); return own.run(one, other, how); };
    return {run: (one, other, how) => this.worker ? this.run(asked, one, other, how, here) : here(one, other, how)};
  }

  run(asked, one, other, how, here) {
    const run = ++this.count, worker = this.worker, {progress, signal} = how;
    return new Promise((resolve, reject) => {
      const stop = () => worker.postMessage({run, stop: true});
      const end = settle => { delete this.waiting[run]; if (signal) signal.removeEventListener('abort', stop); settle(); };
      this.waiting[run] = data => {
        if (data.lost) end(() => resolve(here(one, other, how)));
        else if (!data.ended) { if (progress && !(signal && signal.aborted)) progress(data.done, data.of, data.soFar); }
        else end(() => data.fault ? reject(new Error(data.fault)) : resolve(signal && signal.aborted ? null : data.result));
      };
      if (signal) signal.addEventListener('abort', stop);
      worker.postMessage({run, asked, one, other, slice: SLICE_ASIDE});
    });
  }
}
