/**
 * A page for where Polaris is not loaded: outside the admin, or when the app's own frame could not
 * be made.
 */
export function PlainPage({ title, text }: { title: string; text: string }) {
  return (
    <main
      style={{ maxWidth: "36rem", margin: "15vh auto", padding: "0 1.5rem", font: "16px/1.5 system-ui, sans-serif" }}
    >
      <h1 style={{ fontSize: "1.5rem", margin: "0 0 0.5rem" }}>{title}</h1>
      <p style={{ margin: 0, color: "#4a4a4a" }}>{text}</p>
    </main>
  );
}
