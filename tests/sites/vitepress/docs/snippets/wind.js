wind();
