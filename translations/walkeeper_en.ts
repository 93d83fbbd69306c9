<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>ReportText</name>
    <message numerus="yes">
        <source>And %Ln more row(s): as text or JSON the report has all of them.</source>
        <translation>
            <numerusform>And %Ln more row: as text or JSON the report has all of them.</numerusform>
            <numerusform>And %Ln more rows: as text or JSON the report has all of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::ActivityStrip</name>
    <message numerus="yes">
        <source>%Ln failure(s) not seen yet. (Ctrl+Shift+B)</source>
        <translation>
            <numerusform>%Ln failure not seen yet. (Ctrl+Shift+B)</numerusform>
            <numerusform>%Ln failures not seen yet. (Ctrl+Shift+B)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::CheckMemory</name>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln object</numerusform>
            <numerusform>%Ln objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln finding(s)</source>
        <translation>
            <numerusform>, %Ln finding</numerusform>
            <numerusform>, %Ln findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::CheckPanel</name>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln object</numerusform>
            <numerusform>%Ln objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Failed: %Ln finding(s) of damage</source>
        <translation>
            <numerusform>Failed: %Ln finding of damage</numerusform>
            <numerusform>Failed: %Ln findings of damage</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::DataView</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) copied.</source>
        <translation>
            <numerusform>%Ln row copied.</numerusform>
            <numerusform>%Ln rows copied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::DrillText</name>
    <message numerus="yes">
        <source>%Ln question(s) answered as expected</source>
        <translation>
            <numerusform>%Ln question answered as expected</numerusform>
            <numerusform>%Ln questions answered as expected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::DurationWords</name>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::ExportText</name>
    <message numerus="yes">
        <source>%Ln row(s) of %1 exported to %2, %3.</source>
        <translation>
            <numerusform>%Ln row of %1 exported to %2, %3.</numerusform>
            <numerusform>%Ln rows of %1 exported to %2, %3.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::HumanText</name>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln byte</numerusform>
            <numerusform>%Ln bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::ImportDialog</name>
    <message numerus="yes">
        <source>Import %Ln database(s)</source>
        <translation>
            <numerusform>Import %Ln database</numerusform>
            <numerusform>Import %Ln databases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::LogView</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::MomentText</name>
    <message numerus="yes">
        <source>%Ln page(s)</source>
        <translation>
            <numerusform>%Ln page</numerusform>
            <numerusform>%Ln pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln segment(s)</source>
        <translation>
            <numerusform>%Ln segment</numerusform>
            <numerusform>%Ln segments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln object</numerusform>
            <numerusform>%Ln objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::NodeText</name>
    <message numerus="yes">
        <source>%Ln segment(s)</source>
        <translation>
            <numerusform>%Ln segment</numerusform>
            <numerusform>%Ln segments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln page(s)</source>
        <translation>
            <numerusform>%Ln page</numerusform>
            <numerusform>%Ln pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln generation(s)</source>
        <translation>
            <numerusform>%Ln generation</numerusform>
            <numerusform>%Ln generations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::RemovalFlow</name>
    <message numerus="yes">
        <source>%Ln file(s) of the local state deleted, %1.</source>
        <translation>
            <numerusform>%Ln file of the local state deleted, %1.</numerusform>
            <numerusform>%Ln files of the local state deleted, %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) of the replica deleted, %1.</source>
        <translation>
            <numerusform>%Ln object of the replica deleted, %1.</numerusform>
            <numerusform>%Ln objects of the replica deleted, %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) still there, the first of them %1.</source>
        <translation>
            <numerusform>%Ln object still there, the first of them %1.</numerusform>
            <numerusform>%Ln objects still there, the first of them %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::RemovalText</name>
    <message numerus="yes">
        <source>%Ln snapshot(s)</source>
        <translation>
            <numerusform>%Ln snapshot</numerusform>
            <numerusform>%Ln snapshots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln WAL segment(s)</source>
        <translation>
            <numerusform>%Ln WAL segment</numerusform>
            <numerusform>%Ln WAL segments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Goes: %1, %2 in %Ln file(s).</source>
        <translation>
            <numerusform>Goes: %1, %2 in %Ln file.</numerusform>
            <numerusform>Goes: %1, %2 in %Ln files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that are not part of the replica stay in its folder.</source>
        <translation>
            <numerusform>%Ln file that are not part of the replica stay in its folder.</numerusform>
            <numerusform>%Ln files that are not part of the replica stay in its folder.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labelled moment(s) cannot be restored any more: %1.</source>
        <translation>
            <numerusform>%Ln labelled moment cannot be restored any more: %1.</numerusform>
            <numerusform>%Ln labelled moments cannot be restored any more: %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::ReplicaPage</name>
    <message numerus="yes">
        <source>It holds %1 in %Ln file(s), with names that end in “.ltx”. Walkeeper recognises this layout but cannot read it yet.</source>
        <translation>
            <numerusform>It holds %1 in %Ln file, with names that end in “.ltx”. Walkeeper recognises this layout but cannot read it yet.</numerusform>
            <numerusform>It holds %1 in %Ln files, with names that end in “.ltx”. Walkeeper recognises this layout but cannot read it yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln generation(s)</source>
        <translation>
            <numerusform>%Ln generation</numerusform>
            <numerusform>%Ln generations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln segment(s)</source>
        <translation>
            <numerusform>%Ln segment</numerusform>
            <numerusform>%Ln segments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::ReplicationActivity</name>
    <message numerus="yes">
        <source>%Ln object(s) older than the retention were deleted.</source>
        <translation>
            <numerusform>%Ln object older than the retention were deleted.</numerusform>
            <numerusform>%Ln objects older than the retention were deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::ReplicationText</name>
    <message numerus="yes">
        <source>%Ln segment(s), %1 in this run</source>
        <translation>
            <numerusform>%Ln segment, %1 in this run</numerusform>
            <numerusform>%Ln segments, %1 in this run</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new generation(s): %1</source>
        <translation>
            <numerusform>%Ln new generation: %1</numerusform>
            <numerusform>%Ln new generations: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 Since %2, tried %Ln time(s).</source>
        <translation>
            <numerusform>%1 Since %2, tried %Ln time.</numerusform>
            <numerusform>%1 Since %2, tried %Ln times.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::RestorePlanPage</name>
    <message numerus="yes">
        <source>%Ln WAL segment(s)</source>
        <translation>
            <numerusform>%Ln WAL segment</numerusform>
            <numerusform>%Ln WAL segments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::RetentionDialog</name>
    <message numerus="yes">
        <source>%Ln snapshot(s)</source>
        <translation>
            <numerusform>%Ln snapshot</numerusform>
            <numerusform>%Ln snapshots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::TimelineLabels</name>
    <message numerus="yes">
        <source>%Ln label(s)</source>
        <translation>
            <numerusform>%Ln label</numerusform>
            <numerusform>%Ln labels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::TimelineWords</name>
    <message numerus="yes">
        <source>%Ln commit(s)</source>
        <translation>
            <numerusform>%Ln commit</numerusform>
            <numerusform>%Ln commits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln segment(s) stored: %1</source>
        <translation>
            <numerusform>%Ln segment stored: %1</numerusform>
            <numerusform>%Ln segments stored: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln snapshot(s): %1</source>
        <translation>
            <numerusform>%Ln snapshot: %1</numerusform>
            <numerusform>%Ln snapshots: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>walkeeper::ui::ValidationReportText</name>
    <message numerus="yes">
        <source>Failed: %Ln finding(s) of damage.</source>
        <translation>
            <numerusform>Failed: %Ln finding of damage.</numerusform>
            <numerusform>Failed: %Ln findings of damage.</numerusform>
        </translation>
    </message>
</context>
</TS>
