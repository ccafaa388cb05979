// What people change here goes to the server as acts, and comes back as what holds then.

class Store {
  constructor(player) {
    this.player = player;
  }

  // Acts are done together or not at all; resolves to whether they were.
  async act(_acts) {
    return false;
  }
}
