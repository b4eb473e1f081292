import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { environmentLayers, type Environment } from './environment';
import { ConfigError } from './errors';
import { isSecretPath, withoutPassword } from './secretPaths';
import { nearestKey } from './nearestKey';
import { ConfigSchema, type Config } from './schema';
import { vaultLayer, vaultPlace, vaultVariables, type VaultPlace } from './vaultLayer';
import { isTree, leafPaths, mergeTrees, valueAt, type Tree } from './tree';

interface Layer {
  /** How a person would name it: a file, `environment DATABASE_URL`, `flag --fees`. */
  readonly source: string;
  readonly values: Tree;
}

export interface ConfigInputs {
  /** The checkout: `config/` stands below it. */
  readonly root: string;
  /** The user's own file; absent is fine. */
  readonly userFile: string;
  readonly environment: Environment;
  /** What the command line says, strongest of all. */
  readonly flags?: Tree;
  /** Passphrase of the vault as a person has typed it; else `vault.passphraseFile` holds it, else the vault stays shut. */
  readonly passphrase?: string | undefined;
  /** For the commands that make and change the vault: it stays shut, whatever is given. */
  readonly vaultStaysShut?: boolean;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Source of each value, by dotted path. */
  readonly sources: ReadonlyMap<string, string>;
  /** Where the vault is, whether or not there is one. */
  readonly vault: VaultPlace;
  /** The keys of the opened vault as variables, for processes that are started from here. */
  readonly vaultVariables: Readonly<Record<string, string>>;
}

/**
 * Defaults < profile < the user's file < vault < environment < flags, checked as a whole.
 * @throws ConfigError that names every wrong key, where it was set and what to write instead
 */
export function loadConfig(inputs: ConfigInputs): LoadedConfig {
  const strongest: Layer[] = [
    ...environmentLayers(inputs.environment),
    ...(inputs.flags === undefined ? [] : [{ source: 'the command line', values: inputs.flags }]),
  ];
  const own = fileLayer(inputs.userFile);
  const place = vaultPlace(merged([...own, ...strongest]), inputs.root);
  const vault = inputs.vaultStaysShut === true ? [] : vaultLayer(place, inputs.passphrase);
  const upper = [...own, ...vault, ...strongest];
  const defaults = fileLayer(join(inputs.root, 'config', 'defaults.yaml'));
  const profile = valueAt(merged([...defaults, ...upper]), ['profile']);
  const profiles =
    typeof profile === 'string' ? fileLayer(join(inputs.root, 'config', 'profiles', `${profile}.yaml`)) : [];
  const layers = [...defaults, ...profiles, ...upper];
  const sources = new Map(
    layers.flatMap((layer) => leafPaths(layer.values).map((path) => [path, layer.source] as const)),
  );
  const tree = withVariables(merged(layers), inputs.environment, sources);
  const checked = ConfigSchema.safeParse(tree);
  if (!checked.success)
    throw new ConfigError(checked.error.issues.flatMap((issue) => mistakesOf(issue, tree, sources)));
  return { config: checked.data, sources, vault: place, vaultVariables: vaultVariables(vault) };
}

const merged = (layers: readonly Layer[]): Tree =>
  layers.reduce<Tree>((tree, layer) => mergeTrees(tree, layer.values), {});

function fileLayer(file: string): Layer[] {
  if (!existsSync(file)) return [];
  try {
    const values: unknown = parse(readFileSync(file, 'utf8')) ?? {};
    if (!isTree(values))
      throw new ConfigError([{ key: '(whole file)', problem: 'must hold keys and values', source: file }]);
    return [{ source: file, values }];
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line ?? 0;
    const problem = `not YAML: ${error.message.split('\n')[0] ?? ''}`;
    throw new ConfigError([{ key: `(line ${line})`, problem, source: file }]);
  }
}

/** Replaces `${VAR}` in every text by that variable. @throws ConfigError where it is not set */
function withVariables(tree: Tree, environment: Environment, sources: ReadonlyMap<string, string>): Tree {
  const replace = (value: unknown, path: string): unknown => {
    if (isTree(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          replace(each, path === '' ? key : `${path}.${key}`),
        ]),
      );
    if (typeof value !== 'string') return value;
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const found = environment[name];
      if (found !== undefined) return found;
      const source = sources.get(path) ?? 'the configuration';
      throw new ConfigError([{ key: path, problem: `the variable ${name} is not set: export it`, source }]);
    });
  };
  return replace(tree, '') as Tree;
}

function mistakesOf(issue: z.core.$ZodIssue, tree: Tree, sources: ReadonlyMap<string, string>) {
  const path = issue.path.map(String);
  const sourceOf = (key: string) =>
    sources.get(key) ?? [...sources].find(([each]) => each.startsWith(`${key}.`))?.[1] ?? 'no layer';
  if (issue.code === 'unrecognized_keys') {
    const siblings = Object.keys(keysAt(path));
    return issue.keys.map((name) => {
      const key = [...path, name].join('.');
      const near = nearestKey(name, siblings);
      const hint = near === undefined ? 'remove it' : `did you mean ${near}?`;
      return { key, problem: `unknown key: ${hint}`, source: sourceOf(key) };
    });
  }
  const key = path.join('.');
  const given = valueAt(tree, path);
  const got = given === undefined ? 'is missing' : `is ${isSecretPath(path) ? 'not usable' : shown(given)}`;
  return [{ key, problem: `${got}: ${issue.message}`, source: sourceOf(key) }];
}

/** A wrong value as the message repeats it. */
const shown = (given: unknown): string =>
  JSON.stringify(typeof given === 'string' ? withoutPassword(given) : given);

/** Keys that the schema knows at this place. */
function keysAt(path: readonly string[]): Readonly<Record<string, unknown>> {
  let at: unknown = ConfigSchema;
  for (const key of path) at = childOf(at, key);
  return isTree(at) && isTree(at['shape']) ? at['shape'] : {};
}

function childOf(schema: unknown, key: string): unknown {
  if (!isTree(schema)) return undefined;
  if (isTree(schema['shape'])) return schema['shape'][key];
  return schema['valueType'];
}
