// The rules of the house: no `any`, no casts, a feature never imports another, layers only look down.
import { readdirSync } from 'node:fs'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const features = readdirSync(new URL('./src/features', import.meta.url))

/** What files under `folder` may not import. */
const layer = (folder, patterns) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
})
const upward = (...layers) =>
  layers.map((name) => ({
    regex: `^(\\.\\./)+${name}(/|$)`,
    message: 'Layers look down: lib, ui ← api ← features ← shell, routes.',
  }))

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.gen.ts'] },
  ...tseslint.configs.strict,
  jsxA11y.flatConfigs.recommended,
  {
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Only api/ talks to the server.' }],
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  // Playwright's fixtures have a `use` of their own.
  { files: ['e2e/**'], rules: { 'react-hooks/rules-of-hooks': 'off', 'no-empty-pattern': 'off' } },
  // One table of texts.
  { files: ['src/**/messages.ts'], rules: { 'max-lines': 'off' } },
  { files: ['src/api/**'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['scripts/**', '*.config.*'], rules: { 'no-console': 'off' } },
  layer('lib', upward('api', 'features', 'shell', 'ui', 'routes')),
  layer('ui', upward('api', 'features', 'shell', 'routes')),
  layer('api', upward('features', 'shell', 'ui', 'routes')),
  ...features.map((own) =>
    layer(`features/${own}`, [
      ...upward('shell', 'routes'),
      ...features
        .filter((name) => name !== own)
        .map((name) => ({
          regex: `^(\\.\\./)+(features/)?${name}(/|$)`,
          message: 'A feature never imports another.',
        })),
    ]),
  ),
)
