ALTER SYSTEM SET shared_preload_libraries = {libraries};
