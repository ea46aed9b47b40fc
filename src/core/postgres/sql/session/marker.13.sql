SELECT /* optischema */ current_setting('optischema.session', true)
