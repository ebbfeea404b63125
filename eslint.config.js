import tseslint from 'typescript-eslint';

/** Which folder may import which is checked by .dependency-cruiser.cjs; unused exports by knip. */
export default tseslint.config(
  { ignores: ['dist/', 'docs/', 'out/', '.cache/', '**/*.generated.ts', 'src/*/wasm/assembly/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-len': ['error', { code: 140, ignoreUrls: true, ignoreRegExpLiterals: true, ignoreTemplateLiterals: true }],
      quotes: ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
      semi: ['error', 'always'],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // `typeof import('sharp')` names an optional peer without importing it.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Error messages print what they received, shapes included.
      '@typescript-eslint/restrict-template-expressions': [
        'error', { allowArray: true, allowBoolean: true, allowNullish: true, allowNumber: true },
      ],
      // tfjs leaves the rank and kind of its results to assertions, which this rule cannot tell from idle ones;
      // and its interfaces, like ours, declare plain functions as methods, and promises where nothing is awaited.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli.ts'],
    rules: {
      'max-lines': ['error', { max: 220, skipComments: true, skipBlankLines: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['tests/**/*.ts', 'bench/**/*.ts', '*.config.ts'],
    rules: {
      // Tables of cases keep a case a line.
      'max-len': 'off',
      // What JSON files and mistaken calls return has no type.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
