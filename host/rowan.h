#ifndef ROWAN_H
#define ROWAN_H
/*
 * The embedding API. Two doors: the whole program as a function, and the Lua module for a state of
 * your own. The core behind them (host/run/supervisor/job.h, host/plan/plan.h, ...) can be used without Lua.
 */
struct lua_State;

/*
 * What the rowan program does with its arguments: `rowan NAME ...` runs scripts/NAME.lua, `rowan FILE.lua
 * ...` a user's script; started by a supervisor it is a worker. Returns the exit status. An embedder that
 * runs jobs must hand argv here first when argv[1] is "--rowan-worker".
 */
int rowan_main(int argc, char **argv);

/* Open the module `rowan` in a Lua 5.4 state; leaves its table on the stack and returns 1, as require
 * expects. */
int luaopen_rowan(struct lua_State *L);
#endif
