/** Loaded into the portals' process before its own program: without it, portals would stay when the demo is killed. */
process.once('disconnect', () => process.exit());
