import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';

const nondeterminism = [
  { object: 'Date', property: 'now', message: 'Take nowMs as an argument, or let a step decide.' },
  { object: 'Math', property: 'random', message: 'Decisions come from steps.' },
];

/** Payloads of one client in the clear would undo the encryption of all. */
const unencrypted = [
  {
    selector:
      "NewExpression[callee.name='Client']:not(:has(Property[key.name=/^(dataConverter|connectionString)$/]))",
    message: 'Give the Temporal client its dataConverter (workers/payloadConverter.ts).',
  },
  {
    selector:
      "CallExpression[callee.object.name='Worker'][callee.property.name='create']:not(:has(Property[key.name='dataConverter']))",
    message: 'Give the Temporal worker its dataConverter (workers/payloadConverter.ts).',
  },
];

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', '.holdfast/**', '**/*.cjs', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-params': ['error', 3],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 60],
      complexity: ['error', 10],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...unencrypted],
    },
  },
  {
    files: ['workflows/**/*.ts', 'domain/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setInterval'],
      'no-restricted-properties': ['error', ...nondeterminism],
    },
  },
  {
    files: ['**/*.test.ts', 'tests/**/*.ts', 'bench/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', 500] },
  },
  {
    files: ['**/*.test.ts'],
    plugins: { jest },
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
    },
  },
  prettier,
);
