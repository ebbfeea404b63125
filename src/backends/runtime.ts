/** Where the library runs. */

/** Whether this is Node, or a runtime that passes for it. */
export const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';
