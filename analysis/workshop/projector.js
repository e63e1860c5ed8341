// The view for a projector: the two pictures and one line fill the screen, everything else waits.
'use strict';

class Projector {
  constructor(app) {
    this.app = app;
    this.on = false;
  }

  wire() {
    id('projector').addEventListener('click', () => this.turn(!this.on));
    document.addEventListener('keydown', event => { if (event.key === 'Escape' && this.on) this.turn(false); });
    document.addEventListener('fullscreenchange', () => { if (!document.fullscreenElement && this.on) this.turn(false); });
  }

  turn(on) {
    const root = document.documentElement;
    this.on = on;
    root.classList.toggle('projector', on);
    const asked = on ? root.requestFullscreen && root.requestFullscreen() : document.fullscreenElement && document.exitFullscreen();
    if (asked) asked.catch(() => {});   // a browser that refuses shows the same view in its window
    this.button();
    this.app.headline.show();
    this.app.fit();
    if (!on) id('projector').scrollIntoView({block: 'nearest'});
  }

  button() { id('projector').textContent = this.app.words.say(this.on ? 'projector.leave' : 'projector'); }

  // height that is left for the pictures, in the screen's dots; 0: as their width asks
  room() {
    if (!this.on) return 0;
    this.app.pictures.forEach(picture => { picture.canvas.style.height = '0'; });
    return Math.max(120, window.innerHeight - Math.ceil(id('main').getBoundingClientRect().height));
  }
}
