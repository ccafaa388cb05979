// One home for the whole tab, whichever of our components asks first and however often they are
// drawn anew: the shelf, what sends from it, and the lock that keeps a second tab of this browser out.

// `needs` tell whether somebody in this tab would miss it.
const HOME = (globalThis.sonmatHome ??= { waits: false, tellers: new Set(), needs: new Set() });
const ASK_MS = 1000;

// `waiting` is called where another tab has it. Nothing going on there, it is let go for one that
// `wants` it now; else it comes to us once that tab is closed.
async function homeOf(session, waiting, wants = false) {
  HOME.tellers.add(waiting);
  if (HOME.waits) waiting();
  HOME.made ??= makeHome();
  const asking = wants && setInterval(askForIt, ASK_MS);
  if (wants) askForIt();
  const home = await HOME.made;
  clearInterval(asking);
  HOME.tellers.delete(waiting);
  home.sender ??= new Sender(home.shelf, session, () => {});
  return home;
}

async function makeHome() {
  listenForOthers();
  HOME.letGo = await lockedOnce("sonmat-recorder", { ifAvailable: true });
  if (!HOME.letGo) {
    HOME.waits = true;
    for (const tell of HOME.tellers) tell();
    HOME.letGo = await lockedOnce("sonmat-recorder", {});
    HOME.waits = false;
  }
  HOME.kept ??= { shelf: await Shelf.open(), clock: new ServerClock(), left: [] };
  await HOME.kept.clock.compare();
  HOME.kept.left = (await HOME.kept.shelf.streams()).map((stream) => ({ ...stream, isOld: true }));
  return HOME.kept;
}

// Resolves to what lets it go again, null where it is not to be had.
function lockedOnce(name, options) {
  return new Promise((done) => {
    navigator.locks.request(name, options, (lock) => {
      if (!lock) return done(null);
      return new Promise((letGo) => done(letGo));
    });
  });
}

function askForIt() {
  if (HOME.waits || !HOME.letGo) HOME.channel?.postMessage("please");
}

function listenForOthers() {
  if (HOME.channel) return;
  HOME.channel = new BroadcastChannel("sonmat-recorder");
  HOME.channel.onmessage = () => {
    const busy = HOME.kept?.sender?.streams.length || [...HOME.needs].some((needs) => needs());
    if (!HOME.letGo || !HOME.kept || busy) return;
    HOME.letGo();
    HOME.letGo = HOME.made = null;
  };
}

// What an earlier tab left on the shelf is sent, and what had been refused is tried again.
function sendLeft({ sender, shelf, left }) {
  for (const stream of left.splice(0)) {
    if (!stream.ended) Object.assign(stream, { ended: true, endTold: false });
    stream.kept = stream.size;
    if (stream.size) sender.add(stream);
    else shelf.remove(stream.id);
  }
  for (const stream of sender.streams) {
    if (stream.problem && stream.session === sender.session.id) stream.problem = "";
  }
  sender.hurry();
}
