"""The mechanisms of SASL, as a client and as a server speaks them."""
