/**
 * Imports a module that bundlers must leave alone: a package that may be absent, or a module of Node. Its name has to come as an argument,
 * because bundlers read constants, too, and then fail for want of the package.
 */
export function importByName(name: string): Promise<unknown> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}
