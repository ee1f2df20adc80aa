"""Commands about nodes: at the province, and at the node itself."""
