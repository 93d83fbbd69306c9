#pragma once

class QVBoxLayout;
class QWidget;

namespace walkeeper::ui {

class WrappedLabel;

// What the pages of the restore dialog have in common.

QVBoxLayout* pageLayout(QWidget* page);
WrappedLabel* wrappedLabel(QWidget* parent, const char* role = nullptr);

} // namespace walkeeper::ui
