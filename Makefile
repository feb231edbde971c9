# What people run from a clone. Everything else is cargo.

.PHONY: demo test e2e

# The demonstration: Vestibule, a pretend Commerce Layer and a small shop, with nothing to set up.
demo: postgres
	cargo run --bin vestibule -- demo $(ARGS)

test: postgres
	cargo test $(ARGS)

# A browser and Commerce Layer's own packages against the running demonstration.
e2e: postgres
	.ci/e2e $(ARGS)

.PHONY: postgres
postgres:
	@.ci/postgres
