# What people run from a clone. Everything else is cargo.

.PHONY: demo test e2e bench sqlx postgres

# Nobody needs a database to compile: the statements were checked when .sqlx was made.
export SQLX_OFFLINE ?= true

# The demonstration: Vestibule, a pretend Commerce Layer and a small shop, with nothing to set up.
demo: postgres
	cargo run --bin vestibule -- demo $(ARGS)

test: postgres
	cargo test $(ARGS)

# A browser and Commerce Layer's own packages against the running demonstration.
e2e: postgres
	.ci/e2e $(ARGS)

# How fast it is, beside controls of the same run; ARGS=--quick takes a tenth of the time.
bench: postgres
	cargo bench --bench service -- $(ARGS)

# After a change of a statement or a migration: the committed data that stands in for a database when compiling.
sqlx: postgres
	.ci/sqlx

postgres:
	@.ci/postgres
