import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules', 'eslint.config.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // node:test awaits what test() returns.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'suite'], package: 'node:test' }] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  { files: ['**/peers/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    // Nothing waits but for a condition, to a deadline.
    files: ['**/*.ts'],
    ignores: ['support/eventually.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'setTimeout', message: 'Poll to a deadline: support/eventually.ts.' }],
      'no-restricted-imports': ['error', { name: 'node:timers/promises', message: 'Poll to a deadline: support/eventually.ts.' }],
    },
  },
);
