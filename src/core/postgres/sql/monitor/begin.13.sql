BEGIN /* optischema */ READ ONLY
