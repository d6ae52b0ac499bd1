-- Staff say in their area whether a plan includes the models that the platform pays for, and at how many times the credits.
grant update (platform_factor) on plans to igny8_staff;
