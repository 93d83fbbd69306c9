set(replica_tests
    shadow_fixture.cpp
    generation_writer_test.cpp replica_monitor_test.cpp replica_position_test.cpp replica_schedule_test.cpp retention_plan_test.cpp
    shadow_range_test.cpp standing_failure_test.cpp)
