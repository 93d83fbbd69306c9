set(replica_sources
    generation_writer.cpp packed_body.cpp replica_listing.cpp replica_monitor.cpp replica_position.cpp replica_schedule.cpp replica_validator.cpp
    retention_plan.cpp segment_uploader.cpp shadow_range.cpp snapshot_writer.cpp standing_failure.cpp)
