COPY /* optischema */ (SELECT {columns} FROM {source}) TO STDOUT
