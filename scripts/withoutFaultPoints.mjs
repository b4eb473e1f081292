// What a production build leaves out: the places at which chaos may stop or kill a process.
const ANNOUNCEMENT = /^[ \t]*(?:await|void) (?:\w+\.)*faultPoint\([^\n]*\);\n/gm;
const MODULE = 'workers/faultPoints.ts';

/** No socket, no announcement: an empty function in the place of the whole module. */
const EMPTY_MODULE = `export const HAS_FAULT_POINTS = false;
export function createFaultPoint(): () => Promise<void> {
  return () => Promise.resolve();
}
`;

/**
 * The source without any fault point. Throws where one is left: an announcement must be a statement of its own on one line, so that
 * leaving it out changes nothing else.
 */
export function withoutFaultPoints(path, source) {
  if (path === MODULE) return EMPTY_MODULE;
  const stripped = source.replace(ANNOUNCEMENT, '');
  if (/\.faultPoint\(/.test(stripped))
    throw new Error(`${path} announces a fault point in a way that can't be left out of a production build`);
  return stripped.replaceAll(/process\.env\['HOLDFAST_(?:GUARD_)?FAULT_SOCKET'\]/g, 'undefined');
}
