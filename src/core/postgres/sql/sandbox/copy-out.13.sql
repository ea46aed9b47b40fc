COPY /* optischema */ {table} ({columns}) TO STDOUT
