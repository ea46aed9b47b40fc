-- Of the private cluster: nobody has anything to do in the databases that it begins with.
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC
