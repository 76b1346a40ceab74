import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const names = (...list) => Object.fromEntries(list.map((name) => [name, "readonly"]));

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      "build/",
      ".data/",
      ".cache/",
      ".shopify/",
      "app/platform/database/generated/",
      "extensions/*/dist/",
      "extensions/*/*.d.ts",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Single fetch stays off, so `json` is still how a route answers.
      "@typescript-eslint/no-deprecated": [
        "error",
        { allow: [{ from: "package", package: "@remix-run/server-runtime", name: ["json", "defer"] }] },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // Remix answers early by throwing a Response.
      "@typescript-eslint/only-throw-error": ["error", { allow: [{ from: "lib", name: "Response" }] }],
      // An async function without await is how a port says "may take time" of a quick implementation.
      "@typescript-eslint/require-await": "off",
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["app/**/*.tsx", "extensions/**/*.tsx", "test/**/*.tsx"],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    files: ["test/**/*.{ts,tsx}"],
    rules: {
      // Matchers like expect.any() are typed `any`, and expect(mock.method) takes a method off its object.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-misused-spread": "off",
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: {
      globals: names("process", "Buffer", "URL", "WebAssembly", "setTimeout", "clearTimeout", "fetch", "performance"),
    },
  },
  {
    files: ["extensions/theme-tracking/assets/*.js", "test/sandbox/**/*.js"],
    languageOptions: {
      globals: names(
        ...[
          "window",
          "document",
          "location",
          "history",
          "navigator",
          "customElements",
          "DOMParser",
          "HTMLElement",
          "Element",
          "Event",
        ],
        ...[
          "CustomEvent",
          "FormData",
          "URLSearchParams",
          "AbortController",
          "Intl",
          "requestAnimationFrame",
          "Shopify",
        ],
        ...["fetch", "setTimeout", "clearTimeout", "console", "MessageChannel", "crypto"],
      ),
    },
  },
);
