"""What other programs may ask and decide over HTTP."""
