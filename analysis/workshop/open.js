// The page's own scripts are packed: they are unpacked here and run. Where that fails, the page says why.
'use strict';

// say that the model cannot run here, and why; the sentences stand in the page already
function old(fault) {
  const id = name => document.getElementById(name), damaged = fault.reason !== 'no-webassembly' && typeof WebAssembly === 'object';
  id('old').hidden = false;
  id('live').hidden = true;
  id('old-browser').hidden = damaged;
  id('old-module').hidden = !damaged;
}

try {
  const script = document.createElement('script');
  script.textContent = new TextDecoder().decode(Engine.unpacked(document.getElementById('scripts').textContent));
  document.body.append(script);
  if (!app) throw new Error('the scripts are damaged');
} catch (fault) {
  old(fault);
}
