COMMIT /* optischema */
