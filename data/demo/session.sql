SET application_name = 'shop';
