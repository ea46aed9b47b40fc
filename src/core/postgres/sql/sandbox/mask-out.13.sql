COPY /* optischema */ (SELECT {columns} FROM ONLY {source}) TO STDOUT
