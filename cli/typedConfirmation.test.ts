import type { Input } from './input';
import { requireTyped } from './typedConfirmation';
import { UserError } from './userError';

const meaning = 'start trading again';
const never = () => Promise.reject(new Error('was asked'));

/** A terminal at which this is typed. */
function terminal(answer: string): Input & { asked: string[] } {
  const asked: string[] = [];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  return { terminal: true, ask, hidden: never, lines: never, asked };
}
const nobody: Input = { terminal: false, ask: never, hidden: never, lines: never };

describe('a typed confirmation', () => {
  it('asks at a terminal for the word and what it means', async () => {
    const input = terminal('RESUME');
    await requireTyped({ input }, { word: 'RESUME', given: undefined, meaning });
    expect(input.asked).toEqual(['Type RESUME to start trading again: ']);
  });

  it.each(['resume', 'RESUM', '', 'yes', 'RESUME now'])('takes nothing else: %p', async (answer) => {
    const asked = requireTyped({ input: terminal(answer) }, { word: 'RESUME', given: undefined, meaning });
    await expect(asked).rejects.toThrow(UserError);
    await expect(requireTyped({ input: nobody }, { word: 'RESUME', given: answer, meaning })).rejects.toThrow(
      /not RESUME\. Nothing was changed/,
    );
  });

  it('asks nobody where the word is given', async () => {
    await expect(
      requireTyped({ input: nobody }, { word: 'RESUME', given: 'RESUME', meaning }),
    ).resolves.toBeUndefined();
  });

  it('tells a script which option it lacks', async () => {
    await expect(
      requireTyped({ input: nobody }, { word: 'RESUME', given: undefined, meaning }),
    ).rejects.toThrow(/no terminal to ask at\. Nothing was changed; give --confirm RESUME/);
  });
});
