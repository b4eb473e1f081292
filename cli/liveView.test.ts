import { createLiveView } from './liveView';
import { createOutput } from './output';

function viewOnScreen() {
  const written: string[] = [];
  const output = createOutput({
    stdout: { write: (text) => written.push(text), isTTY: true },
    stderr: { write: () => true },
  });
  return { view: createLiveView(output), written };
}

describe('createLiveView', () => {
  it('goes up by as many lines as it drew before', () => {
    const { view, written } = viewOnScreen();
    view.draw('one\ntwo');
    view.draw('three');
    expect(written).toEqual(['one\ntwo\n', '\u001b[2A\u001b[0Jthree\n']);
  });

  it('never erases a line that was kept', () => {
    const { view, written } = viewOnScreen();
    view.draw('a');
    view.keep('stays');
    view.draw('b');
    expect(written.at(-1)).toBe('b\n');
  });
});
