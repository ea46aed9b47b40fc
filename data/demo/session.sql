-- What each of the application's sessions starts with.
SET application_name = 'shop';
