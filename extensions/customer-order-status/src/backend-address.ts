// Read by the bundler, not at run time: esbuild puts the value of APP_URL here. `shopify app dev`
// sets it to the tunnel, `APP_URL=… shopify app build` to any other address. With a setting, an
// editor of it could collect session tokens.
declare const process: { env: { APP_URL?: string } };

/** application_url of shopify.app.toml; a test keeps them equal. */
const deployed = "https://homeward.example.com";

export const backendAddress = builtFor() ?? deployed;

function builtFor(): string | undefined {
  try {
    return process.env.APP_URL;
  } catch {
    // Built without APP_URL the expression stays, and a worker has no `process`.
    return undefined;
  }
}
