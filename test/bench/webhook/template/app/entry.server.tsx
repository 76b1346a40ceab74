import "./shopify.server";

// Only resource routes are asked; a page is never rendered.
export default function handleRequest(): Response {
  return new Response(null, { status: 404 });
}
