/**
 * The same lanes, kept in a register: V8 builds constants and splats anew in each turn of a loop, but not what was loaded
 * before it. The first 16 bytes of memory are for this.
 */
@inline
export function pin(lanes: v128): v128 {
  v128.store(0, lanes);
  return v128.load(0);
}
